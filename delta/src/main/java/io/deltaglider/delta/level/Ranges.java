package io.deltaglider.delta.level;

import java.util.Arrays;

/** Ranges of positions, in order and without overlap. Not safe for use by several threads while it grows. */
public final class Ranges {
    private static final Ranges NONE = new Ranges();

    private int[] starts = new int[16];
    private int[] ends = new int[16];
    private int count;

    /** No ranges; not to be added to. */
    public static Ranges none() {
        return NONE;
    }

    public void clear() {
        count = 0;
    }

    /**
     * Adds a range behind the last one; it may begin where that one ends.
     *
     * @param start first position
     * @param end position behind the last one; larger than {@code start}
     */
    public void add(int start, int end) {
        if (this == NONE || start >= end || start < (count == 0 ? 0 : ends[count - 1])) {
            throw new IllegalArgumentException("range out of order: " + start + " to " + end);
        }
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, 2 * count);
            ends = Arrays.copyOf(ends, 2 * count);
        }
        starts[count] = start;
        ends[count] = end;
        count++;
    }

    public int count() {
        return count;
    }

    public int start(int range) {
        return starts[range];
    }

    public int end(int range) {
        return ends[range];
    }

    /** The first range that ends behind {@code position}, or {@link #count} if none does. */
    public int firstEndingAfter(int position) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ends[middle] > position) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
