package io.deltaglider.delta.replay;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.deflate.ByteSink;
import io.deltaglider.delta.deflate.DeflateReader;
import io.deltaglider.delta.entropy.Coder;
import io.deltaglider.delta.predict.CompressorId;
import io.deltaglider.delta.stream.ChunkLayout;
import io.deltaglider.delta.stream.StreamForm;

import java.io.IOException;

/**
 * What has to be known, beside its content, to make a stream again; it is coded while the content goes by. The same
 * code writes a recipe and follows it. How the content is cut into pieces does not matter. Not safe for use by several threads.
 */
public sealed interface Recipe permits StreamRecipe, ChunkRecipe {
    /**
     * Takes in the next bytes of content.
     *
     * @param coder the same as before, or another one from here on
     * @param address where the reference has about the same bytes; negative if it is not known to have them
     * @throws DamagedRecipeException if the recipe leads to no stream; or, when it is written, if the stream is one that
     *     cannot be made again
     */
    void push(Coder coder, byte[] bytes, int from, int length, long address) throws IOException;

    /** Whether the stream is complete, to its last bit. */
    boolean isComplete();

    /** Bytes of the stream that the content so far has led to. */
    long emitted();

    /**
     * Begins to follow the recipe of a stream of any form.
     *
     * @param contentLength bytes of the stream's content
     * @param sink takes the stream
     */
    static Recipe replay(
            Coder coder,
            RecipeContexts contexts,
            long contentLength,
            ReferenceTokens tokens,
            ByteSink sink)
            throws IOException {
        long code = StreamCode.code(coder, contexts, 0);
        return StreamCode.isChunked(code)
                ? ChunkRecipe.replay(contexts, contentLength, StreamCode.layout(code), sink)
                : StreamRecipe.replay(
                        coder, contexts, contentLength, tokens, StreamCode.compressor(code), sink);
    }

    /** Begins to write the recipe of deflate data; {@code stream} is at its start. */
    static Recipe ofDeflate(
            Coder coder,
            RecipeContexts contexts,
            long contentLength,
            ReferenceTokens tokens,
            CompressorId id,
            DeflateReader stream)
            throws IOException {
        return StreamRecipe.write(coder, contexts, contentLength, tokens, id, stream);
    }

    /**
     * Begins to write the recipe of chunks.
     *
     * @param form one of chunks
     * @param position of the first chunk in {@code packed}
     */
    static Recipe ofChunks(
            Coder coder,
            RecipeContexts contexts,
            long contentLength,
            StreamForm form,
            Content packed,
            long position) {
        StreamCode.code(coder, contexts, StreamCode.of(form));
        return ChunkRecipe.write(contexts, contentLength, ChunkLayout.of(form), packed, position);
    }
}
