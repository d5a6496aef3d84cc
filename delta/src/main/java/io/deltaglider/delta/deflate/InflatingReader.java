package io.deltaglider.delta.deflate;

import io.deltaglider.delta.Content;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Inflates a deflate stream as far as it is asked to. Memory is bounded. Not safe for use by several threads. */
public final class InflatingReader implements ContentReader {
    private static final int CAPACITY = 128 << 10;
    private static final int SMALLEST = 8 << 10;

    /** What a match may take beyond the place where inflating stops. */
    private static final int ROOM = Token.MAX_MATCH + Long.BYTES;

    private static final int BATCH = 1024;
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final DeflateReader reader;
    private final @Nullable Checkpoints checkpoints;

    /** Grows from {@link #SMALLEST} as there is content; its first bytes are what matches may reach back to. */
    private byte[] window = new byte[SMALLEST];

    private final int[] tokens = new int[BATCH];
    private int read;
    private int written;

    /** Content before the window's first byte. */
    private long dropped;

    private long nextCheckpoint;
    private boolean inBlock;
    private boolean ended;

    /**
     * @param position of the stream's first byte
     * @param limit where it ends at the latest
     * @param checkpoints is filled on the way
     */
    public InflatingReader(
            Content packed, long position, long limit, @Nullable Checkpoints checkpoints) {
        this.reader = new DeflateReader(packed, position, limit);
        this.checkpoints = checkpoints;
        this.nextCheckpoint = checkpoints == null ? Long.MAX_VALUE : 0;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        if (read == written) {
            if (ended) {
                return -1;
            }
            inflate();
            if (read == written) {
                return -1;
            }
        }
        int n = Math.min(length, written - read);
        System.arraycopy(window, read, into, from, n);
        read += n;
        return n;
    }

    @Override
    public long packedLength() {
        if (!ended) {
            throw new IllegalStateException("the stream has not been read to its end");
        }
        return (reader.bitPosition() + 7) / 8;
    }

    /** Fills the window; at least a byte comes, or the end. */
    private void inflate() throws IOException {
        makeRoom();
        int before = written;
        while (written == before || written < window.length - ROOM) {
            if (!inBlock) {
                if (!reader.nextBlock()) {
                    ended = true;
                    if (checkpoints != null) {
                        checkpoints.complete(dropped + written);
                    }
                    return;
                }
                inBlock = true;
            }
            boolean goOn =
                    reader.header().type() == BlockHeader.STORED
                            ? inflateStored()
                            : inflateTokens();
            if (!goOn) {
                inBlock = false;
            }
        }
    }

    private void makeRoom() {
        if (written < window.length - 2 * ROOM) {
            return;
        }
        if (window.length < CAPACITY) {
            window = Arrays.copyOf(window, window.length * 2);
            return;
        }
        int drop = written - Token.MAX_DISTANCE;
        System.arraycopy(window, drop, window, 0, Token.MAX_DISTANCE);
        dropped += drop;
        written = Token.MAX_DISTANCE;
        read = written;
    }

    private void checkpoint() {
        if (checkpoints != null && dropped + written >= nextCheckpoint) {
            checkpoints.add(dropped + written, reader.blockStart(), reader.bitPosition());
            nextCheckpoint = dropped + written + Checkpoints.SPACING;
        }
    }

    /** Returns false at the end of the block. */
    private boolean inflateStored() throws IOException {
        checkpoint();
        int room = window.length - written;
        int n = reader.readStored(window, written, room);
        if (n < 0) {
            return false;
        }
        written += n;
        return true;
    }

    /** Returns false at the end of the block. */
    private boolean inflateTokens() throws IOException {
        int limit = window.length - ROOM;
        while (written < limit) {
            checkpoint();
            long content = Math.min(limit, nextCheckpoint - dropped) - written;
            int count = reader.nextTokens(tokens, 0, content);
            apply(count);
            if (!reader.inBlock()) {
                return false;
            }
        }
        return true;
    }

    private void apply(int count) throws DamagedStreamException {
        byte[] bytes = window;
        int at = written;
        for (int i = 0; i < count; i++) {
            int token = tokens[i];
            if (Token.isLiteral(token)) {
                bytes[at++] = (byte) token;
                continue;
            }
            int distance = Token.distance(token);
            if (distance > at) {
                written = at;
                throw new DamagedStreamException(
                        "distance reaches before the start of the data, at byte " + (dropped + at));
            }
            int length = Token.length(token);
            copy(bytes, at, length, distance);
            at += length;
        }
        written = at;
    }

    /** Copies what a match stands for; may write up to seven bytes more behind it. */
    private static void copy(byte[] bytes, int to, int length, int distance) {
        int from = to - distance;
        if (distance >= Long.BYTES) {
            for (int i = 0; i < length; i += Long.BYTES) {
                LONG.set(bytes, to + i, (long) LONG.get(bytes, from + i));
            }
        } else if (distance == 1) {
            Arrays.fill(bytes, to, to + length, bytes[from]);
        } else {
            for (int i = 0; i < length; i++) {
                bytes[to + i] = bytes[from + i];
            }
        }
    }
}
