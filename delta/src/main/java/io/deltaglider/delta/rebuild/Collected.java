package io.deltaglider.delta.rebuild;

import io.deltaglider.delta.deflate.ByteSink;
import io.deltaglider.delta.replay.DamagedRecipeException;

import java.util.Arrays;

/** Bytes gathered up to a number that is known. Memory grows with what comes, not with what is claimed. Not safe for use by several threads. */
final class Collected implements ByteSink {
    private final long limit;
    private byte[] bytes = new byte[256];
    private int length;

    Collected(long limit) {
        this.limit = limit;
    }

    @Override
    public void write(byte[] from, int offset, int count) throws DamagedRecipeException {
        if (count > limit - length) {
            throw new DamagedRecipeException("more bytes than expected");
        }
        if (count > bytes.length - length) {
            int larger = (int) Math.min(limit, 2L * Math.max(bytes.length, length + count));
            bytes = Arrays.copyOf(bytes, larger);
        }
        System.arraycopy(from, offset, bytes, length, count);
        length += count;
    }

    /** The array that holds the bytes, from 0 to {@link #length}. */
    byte[] array() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** Whether as many bytes have come as should. */
    boolean isFull() {
        return length == limit;
    }
}
