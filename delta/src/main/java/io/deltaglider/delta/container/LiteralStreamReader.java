package io.deltaglider.delta.container;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;

import io.deltaglider.delta.CorruptDeltaException;

import org.jspecify.annotations.Nullable;

import java.io.Closeable;
import java.nio.ByteBuffer;

/**
 * Decodes, piece by piece, what {@link LiteralStreamWriter} wrote. Holds native memory of the window's size from the first piece
 * on. Not safe for use by several threads at a time.
 */
final class LiteralStreamReader implements Closeable {
    private static final int BUFFER = 256 << 10;

    private @Nullable ZstdDecompressCtx zstd;
    private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER);
    private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER);

    /** Whether a zstd frame has begun that the next piece goes on with. */
    boolean hasBegun() {
        return zstd != null;
    }

    /** Forgets the pieces read so far: the next one begins a zstd frame. */
    void restart() {
        if (zstd != null) {
            zstd.close();
            zstd = null;
        }
    }

    /** Reads a piece: its length, its length as it is stored, the stored bytes. */
    byte[] read(ByteCursor cursor) throws CorruptDeltaException {
        byte[] bytes = new byte[cursor.varint(Format.MAX_UNPACKED_LENGTH, "length of literals")];
        int left = cursor.varint(cursor.remaining(), "stored length of the literals");
        byte[] stored = cursor.take(left);
        ZstdDecompressCtx decoder = zstd;
        if (decoder == null) {
            decoder = new ZstdDecompressCtx();
            zstd = decoder;
        }
        int done = 0;
        int taken = 0;
        in.clear().limit(0);
        try {
            while (true) {
                if (!in.hasRemaining() && taken < stored.length) {
                    int n = Math.min(BUFFER, stored.length - taken);
                    in.clear().put(stored, taken, n).flip();
                    taken += n;
                }
                int before = in.remaining();
                out.clear().limit(Math.min(BUFFER, bytes.length - done));
                boolean ended = decoder.decompressDirectByteBufferStream(out, in);
                out.flip();
                int count = out.remaining();
                out.get(bytes, done, count);
                done += count;
                boolean allTaken = !in.hasRemaining() && taken == stored.length;
                if (allTaken && done == bytes.length) {
                    if (stored.length > 0 && hasMore(decoder)) {
                        throw cursor.corrupt("more literals than expected");
                    }
                    return bytes;
                }
                if (ended || (count == 0 && in.remaining() == before)) {
                    throw cursor.corrupt(
                            "the literals end after " + done + " of " + bytes.length + " bytes");
                }
            }
        } catch (ZstdException e) {
            throw cursor.corrupt("the literals are not valid zstd data", e);
        }
    }

    /** Whether what was taken in leads to another byte, which would otherwise come with the next piece. */
    private boolean hasMore(ZstdDecompressCtx decoder) {
        out.clear().limit(1);
        decoder.decompressDirectByteBufferStream(out, in);
        return out.position() > 0;
    }

    @Override
    public void close() {
        restart();
    }
}
