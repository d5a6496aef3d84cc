package io.deltaglider.delta.level;

import java.util.Arrays;

/**
 * The covers of one stretch of target, in order and without overlap: {@code target[start + i] = reference[from + i] +
 * diff[i]}. What no cover holds is literal. Kept in plain arrays, since there may be hundreds of thousands. Not safe for
 * use by several threads.
 */
public final class Covers {
    private int[] starts = new int[64];
    private int[] lengths = new int[64];
    private long[] froms = new long[64];
    private boolean[] exact = new boolean[64];
    private int count;

    public void clear() {
        count = 0;
    }

    /**
     * Adds a cover behind the last one.
     *
     * @param start first byte in the stretch of target
     * @param length bytes, at least 1
     * @param from first byte in the reference
     * @param isExact whether all differences are known to be zero; {@code false} when they may not be
     */
    public void add(int start, int length, long from, boolean isExact) {
        if (length <= 0 || from < 0 || start < (count == 0 ? 0 : end(count - 1))) {
            throw new IllegalArgumentException(
                    "cover out of order or range: " + start + ", " + length + ", " + from);
        }
        if (count == starts.length) {
            int larger = count * 2;
            starts = Arrays.copyOf(starts, larger);
            lengths = Arrays.copyOf(lengths, larger);
            froms = Arrays.copyOf(froms, larger);
            exact = Arrays.copyOf(exact, larger);
        }
        starts[count] = start;
        lengths[count] = length;
        froms[count] = from;
        exact[count] = isExact;
        count++;
    }

    /** As {@link #add}, but makes the last cover longer where the new one goes on from it. */
    public void append(int start, int length, long from, boolean isExact) {
        if (count > 0
                && end(count - 1) == start
                && froms[count - 1] + lengths[count - 1] == from
                && exact[count - 1] == isExact) {
            lengths[count - 1] += length;
        } else {
            add(start, length, from, isExact);
        }
    }

    /** The first cover that ends behind {@code place}; {@link #count} if there is none. */
    public int firstEndingAfter(int place) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (end(middle) > place) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** The same covers, in no more memory than they need. */
    public Covers copy() {
        Covers copy = new Covers();
        copy.starts = Arrays.copyOf(starts, count + 1);
        copy.lengths = Arrays.copyOf(lengths, count + 1);
        copy.froms = Arrays.copyOf(froms, count + 1);
        copy.exact = Arrays.copyOf(exact, count + 1);
        copy.count = count;
        return copy;
    }

    /**
     * Lets the last cover end later.
     *
     * @param end in the stretch of target, behind its end until now
     * @param isExact whether the bytes added are known to be without differences
     */
    public void extendLast(int end, boolean isExact) {
        int last = count - 1;
        if (end <= end(last)) {
            throw new IllegalArgumentException("a cover that ends at " + end(last) + " to " + end);
        }
        lengths[last] = end - starts[last];
        exact[last] &= isExact;
    }

    public int count() {
        return count;
    }

    public int start(int cover) {
        return starts[cover];
    }

    public int length(int cover) {
        return lengths[cover];
    }

    public int end(int cover) {
        return starts[cover] + lengths[cover];
    }

    public long from(int cover) {
        return froms[cover];
    }

    public boolean isExact(int cover) {
        return exact[cover];
    }
}
