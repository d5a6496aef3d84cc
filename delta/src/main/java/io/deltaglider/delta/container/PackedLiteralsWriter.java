package io.deltaglider.delta.container;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.ZstdCompressCtx;

import io.deltaglider.delta.Effort;

import java.io.Closeable;
import java.nio.ByteBuffer;

/**
 * Codes the unpacked form of a packed target as one zstd frame with a large window, a piece for each stretch. Holds up to some
 * hundred MiB of native memory, for the window. Not safe for use by several threads at a time.
 */
public final class PackedLiteralsWriter implements Closeable {
    private static final int QUICK_LEVEL = 3;
    private static final int BALANCED_LEVEL = 9;
    private static final int MAX_LEVEL = 19;
    private static final int SMALLEST_WINDOW_LOG = 16;
    private static final int BUFFER = 256 << 10;

    private final ZstdCompressCtx zstd = new ZstdCompressCtx();
    private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER);
    private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER);
    private final byte[] chunk = new byte[BUFFER];
    private final ByteBuilder coded = new ByteBuilder(1 << 16);

    /**
     * @param total bytes that there will be, about; a smaller window is used where they are few
     */
    public PackedLiteralsWriter(Effort effort, long total) {
        zstd.setLevel(
                switch (effort) {
                    case FAST -> QUICK_LEVEL;
                    case BALANCED -> BALANCED_LEVEL;
                    case MAX -> MAX_LEVEL;
                });
        int enough = Long.SIZE - Long.numberOfLeadingZeros(Math.max(1, total - 1));
        zstd.setLong(Math.clamp(enough, SMALLEST_WINDOW_LOG, Format.PACKED_WINDOW_LOG));
        zstd.setContentSize(false);
        zstd.setChecksum(false);
    }

    /** The next piece. */
    public byte[] write(byte[] bytes) {
        coded.clear();
        int from = 0;
        boolean flushed;
        do {
            int n = Math.min(BUFFER, bytes.length - from);
            in.clear().put(bytes, from, n).flip();
            from += n;
            EndDirective directive =
                    from < bytes.length ? EndDirective.CONTINUE : EndDirective.FLUSH;
            do {
                out.clear();
                flushed = zstd.compressDirectByteBufferStream(out, in, directive);
                out.flip();
                int count = out.remaining();
                out.get(chunk, 0, count);
                coded.put(chunk, 0, count);
            } while (in.hasRemaining() || (directive == EndDirective.FLUSH && !flushed));
        } while (from < bytes.length);
        return coded.toByteArray();
    }

    @Override
    public void close() {
        zstd.close();
    }
}
