package io.deltaglider.delta.deflate;

/**
 * Table to decode a prefix code of deflate (RFC 1951, 3.2.2): the first bits lead to an entry, or to a second table for long
 * codes. Entries are made ready for use: what a symbol stands for, its extra bits and its code's length in one number.
 * Not safe for use by several threads.
 */
final class PrefixCode {
    static final int MAX_BITS = 15;

    /** Entry: bits 0-3 code length, 4-7 extra bits, 8-10 kind, 11-31 value (or start of the second table, its bits as extra). */
    static final int KIND_SHIFT = 8;

    static final int KIND_MASK = 7;
    static final int VALUE_SHIFT = 11;
    static final int LITERAL = 0;
    static final int LENGTH = 1;
    static final int END = 2;
    static final int LINK = 3;
    static final int INVALID = 4;

    private final int firstBits;
    private final int[] counts = new int[MAX_BITS + 1];
    private final int[] nextCodes = new int[MAX_BITS + 2];
    private int[] table;

    /**
     * @param firstBits bits that the first table is indexed by
     */
    PrefixCode(int firstBits) {
        this.firstBits = firstBits;
        this.table = new int[1 << firstBits];
    }

    int[] table() {
        return table;
    }

    int firstMask() {
        return (1 << firstBits) - 1;
    }

    int firstBits() {
        return firstBits;
    }

    /** What a symbol of one of deflate's codes stands for, as an entry without its code's length. */
    interface Meaning {
        int of(int symbol);
    }

    /**
     * Builds the table. As zlib does, it takes codes that leave bits unused only if they have a single code of one bit,
     * or no code at all; unless {@code strict}, which wants a complete one or none.
     *
     * @param lengths of the codes, 0 to 15, of which {@code lengths[from .. from + count)} are used
     * @return whether the lengths are those of a code
     */
    boolean build(byte[] lengths, int from, int count, boolean strict, Meaning meaning) {
        java.util.Arrays.fill(counts, 0);
        int longest = 0;
        for (int i = 0; i < count; i++) {
            int length = lengths[from + i];
            counts[length]++;
            longest = Math.max(longest, length);
        }
        counts[0] = 0;
        int left = 1;
        int code = 0;
        for (int bits = 1; bits <= MAX_BITS; bits++) {
            left = (left << 1) - counts[bits];
            if (left < 0) {
                return false;
            }
            code = (code + counts[bits - 1]) << 1;
            nextCodes[bits] = code;
        }
        if (left > 0 && longest > 0 && (strict || longest != 1)) {
            return false;
        }
        fill(lengths, from, count, longest, meaning);
        return true;
    }

    private void fill(byte[] lengths, int from, int count, int longest, Meaning meaning) {
        int first = 1 << firstBits;
        int linkBits = Math.max(0, longest - firstBits);
        java.util.Arrays.fill(table, 0, first, INVALID << KIND_SHIFT | 1);
        int used = first;
        for (int symbol = 0; symbol < count; symbol++) {
            int length = lengths[from + symbol];
            if (length == 0) {
                continue;
            }
            int reversed = Integer.reverse(nextCodes[length]++) >>> (32 - length);
            int entry = meaning.of(symbol);
            if (length <= firstBits) {
                for (int i = reversed; i < first; i += 1 << length) {
                    table[i] = entry | length;
                }
                continue;
            }
            int slot = reversed & (first - 1);
            if ((table[slot] >>> KIND_SHIFT & KIND_MASK) != LINK) {
                int size = 1 << linkBits;
                if (used + size > table.length) {
                    table = java.util.Arrays.copyOf(table, Math.max(used + size, table.length * 2));
                }
                java.util.Arrays.fill(table, used, used + size, INVALID << KIND_SHIFT | 1);
                table[slot] = used << VALUE_SHIFT | LINK << KIND_SHIFT | linkBits << 4 | firstBits;
                used += size;
            }
            int start = table[slot] >>> VALUE_SHIFT;
            int rest = length - firstBits;
            for (int i = reversed >>> firstBits; i < 1 << linkBits; i += 1 << rest) {
                table[start + i] = entry | rest;
            }
        }
    }
}
