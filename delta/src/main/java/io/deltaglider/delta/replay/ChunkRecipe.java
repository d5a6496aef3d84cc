package io.deltaglider.delta.replay;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.deflate.ByteSink;
import io.deltaglider.delta.entropy.Coder;
import io.deltaglider.delta.stream.ChunkLayout;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.zip.CRC32;

/** Puts content into chunks again: all that has to be known is their lengths, most of which are the same. */
final class ChunkRecipe implements Recipe {
    private final RecipeContexts shared;
    private final long contentLength;
    private final ChunkLayout layout;

    /** The stream, when its recipe is written. */
    private final @Nullable Content actual;

    private final long position;
    private final @Nullable ByteSink sink;
    private final byte[] header;
    private final byte[] trailer;
    private final CRC32 crc = new CRC32();
    private long lastLength;
    private long content;

    /** Data of the chunk at hand that has not come yet. */
    private int left;

    private long emitted;

    private ChunkRecipe(
            RecipeContexts shared,
            long contentLength,
            ChunkLayout layout,
            @Nullable Content actual,
            long position,
            @Nullable ByteSink sink) {
        this.shared = shared;
        this.contentLength = contentLength;
        this.layout = layout;
        this.actual = actual;
        this.position = position;
        this.sink = sink;
        this.header = new byte[layout.headerLength()];
        this.trailer = new byte[layout.trailerLength()];
        this.lastLength = contentLength;
    }

    static ChunkRecipe write(
            RecipeContexts shared,
            long contentLength,
            ChunkLayout layout,
            Content packed,
            long position) {
        return new ChunkRecipe(shared, contentLength, layout, packed, position, null);
    }

    static ChunkRecipe replay(
            RecipeContexts shared, long contentLength, ChunkLayout layout, ByteSink sink) {
        return new ChunkRecipe(shared, contentLength, layout, null, 0, sink);
    }

    @Override
    public void push(Coder coder, byte[] bytes, int from, int length, long address)
            throws IOException {
        if (length > contentLength - content) {
            throw new DamagedRecipeException("more content than the chunks have");
        }
        int done = 0;
        while (done < length) {
            if (left == 0) {
                begin(coder);
            }
            int n = Math.min(length - done, left);
            crc.update(bytes, from + done, n);
            emit(bytes, from + done, n);
            done += n;
            content += n;
            left -= n;
            if (left == 0) {
                layout.putTrailer(trailer, crc);
                emit(trailer, 0, trailer.length);
            }
        }
    }

    private void begin(Coder coder) throws IOException {
        long rest = contentLength - content;
        long expected = Math.min(lastLength, rest);
        long length = expected;
        if (actual != null) {
            actual.read(position + emitted, header, 0, header.length);
            length = layout.length(header);
        }
        if (!coder.flag(shared.contexts, RecipeContexts.CHUNK_SAME, length == expected)) {
            length = coder.number(shared.contexts, RecipeContexts.CHUNK_LENGTH, length);
        } else {
            length = expected;
        }
        if (length < 1 || length > rest || length > Integer.MAX_VALUE) {
            throw new DamagedRecipeException(
                    "invalid chunk length " + length + ", " + rest + " bytes left");
        }
        lastLength = length;
        left = (int) length;
        layout.putHeader(header, left);
        layout.begin(crc, header);
        emit(header, 0, header.length);
    }

    private void emit(byte[] bytes, int from, int length) throws IOException {
        emitted += length;
        if (sink != null) {
            sink.write(bytes, from, length);
        }
    }

    @Override
    public boolean isComplete() {
        return content == contentLength && left == 0;
    }

    @Override
    public long emitted() {
        return emitted;
    }
}
