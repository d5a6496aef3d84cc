package io.deltaglider.cli.transfer;

import java.util.Arrays;

/** Numbers that were seen, in eight to sixteen bytes each: enough room for the digests of millions of names. */
final class LongSet {
    private static final int FIRST_CAPACITY = 64;
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    /** Open addressing; 0 stands for an empty place, and is kept apart. */
    private long[] table = new long[FIRST_CAPACITY];

    private boolean hasZero;
    private int size;

    /** Whether it was not there. */
    boolean add(long value) {
        if (value == 0) {
            boolean added = !hasZero;
            hasZero = true;
            return added;
        }
        if (size * 4L >= table.length * 3L) {
            long[] old = table;
            table = new long[Math.multiplyExact(old.length, 2)];
            Arrays.stream(old).filter(each -> each != 0).forEach(each -> table[place(each)] = each);
        }
        int at = place(value);
        if (table[at] == value) {
            return false;
        }
        table[at] = value;
        size++;
        return true;
    }

    boolean contains(long value) {
        return value == 0 ? hasZero : table[place(value)] == value;
    }

    private int place(long value) {
        int mask = table.length - 1;
        int at = (int) ((value * SPREAD) >>> 32) & mask;
        while (table[at] != 0 && table[at] != value) {
            at = (at + 1) & mask;
        }
        return at;
    }
}
