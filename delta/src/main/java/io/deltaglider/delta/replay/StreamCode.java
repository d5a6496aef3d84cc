package io.deltaglider.delta.replay;

import io.deltaglider.delta.entropy.Coder;
import io.deltaglider.delta.predict.CompressorId;
import io.deltaglider.delta.stream.ChunkLayout;
import io.deltaglider.delta.stream.StreamForm;

/** The number that a recipe begins with: the model of the compressor, or that there is none, since the stream is one of chunks. */
final class StreamCode {
    /** In the lowest bits, in place of a family of compressors. */
    private static final int CHUNKED = 15;

    private static final int FAMILY_BITS = 4;

    private StreamCode() {}

    static long of(StreamForm form) {
        return (long) form.code() << FAMILY_BITS | CHUNKED;
    }

    /** Codes the number, which is often that of the stream before. */
    static long code(Coder coder, RecipeContexts shared, long code) {
        boolean same = code == shared.lastCompressor;
        if (!coder.flag(shared.contexts, RecipeContexts.COMPRESSOR_SAME, same)) {
            shared.lastCompressor = coder.number(shared.contexts, RecipeContexts.COMPRESSOR, code);
        }
        return shared.lastCompressor;
    }

    static boolean isChunked(long code) {
        return (code & CHUNKED) == CHUNKED;
    }

    static ChunkLayout layout(long code) throws DamagedRecipeException {
        try {
            return ChunkLayout.of(StreamForm.of(code >>> FAMILY_BITS));
        } catch (IllegalArgumentException e) {
            throw new DamagedRecipeException(String.valueOf(e.getMessage()));
        }
    }

    static CompressorId compressor(long code) throws DamagedRecipeException {
        try {
            return CompressorId.of(code);
        } catch (IllegalArgumentException e) {
            throw new DamagedRecipeException(String.valueOf(e.getMessage()));
        }
    }
}
