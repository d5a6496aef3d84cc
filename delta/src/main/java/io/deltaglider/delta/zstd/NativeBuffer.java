package io.deltaglider.delta.zstd;

import org.jspecify.annotations.Nullable;

import java.io.Closeable;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;

/** Native memory that is used again and again. What is large is given back after each use. Not safe for use by several threads at a time. */
final class NativeBuffer implements Closeable {
    private static final int SMALLEST = 16 << 10;

    /** Bytes that are kept. */
    private static final int KEPT = 1 << 20;

    private @Nullable Arena arena;
    private ByteBuffer buffer = ByteBuffer.allocateDirect(0);

    /** A buffer of at least so many bytes, from 0 on; the one given before must not be used any more. */
    @SuppressWarnings("MustBeClosedChecker") // close() does
    ByteBuffer of(int length) {
        if (buffer.capacity() < length) {
            close();
            Arena larger = Arena.ofShared();
            int capacity = length > KEPT ? length : Math.max(SMALLEST, roundedUp(length));
            buffer = larger.allocate(capacity).asByteBuffer();
            arena = larger;
        }
        return buffer.clear();
    }

    private static int roundedUp(int length) {
        int highest = Integer.highestOneBit(length);
        return highest == length ? length : Math.min(KEPT, 2 * highest);
    }

    /** Gives back what is not worth keeping. */
    void used() {
        if (buffer.capacity() > KEPT) {
            close();
        }
    }

    @Override
    public void close() {
        buffer = ByteBuffer.allocateDirect(0);
        if (arena != null) {
            arena.close();
            arena = null;
        }
    }
}
