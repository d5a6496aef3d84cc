package io.deltaglider.delta.entropy;

import java.util.Arrays;

/**
 * Writes what a {@link Decoder} reads: a binary range coder (G. N. N. Martin, "Range encoding", 1979) with carries kept
 * back as in LZMA, here with 48 bits of range. Not safe for use by several threads.
 */
public final class Encoder extends Coder {
    static final long TOP = 1L << 48;
    static final long BOTTOM = 1L << 40;

    /** Cost of a bit of this probability, in 1/4096 of a bit. */
    private static final int[] COST = new int[4097];

    static {
        COST[0] = 16 << 12;
        for (int i = 1; i <= 4096; i++) {
            COST[i] = (int) Math.round(-Math.log(i / 4096.0) / Math.log(2) * 4096);
        }
    }

    private byte[] bytes = new byte[256];
    private int length;
    private long low;
    private long range = TOP;
    private int cache = -1;
    private int pending;
    private long cost;

    /** Begins anew. */
    public void clear() {
        length = 0;
        low = 0;
        range = TOP;
        cache = -1;
        pending = 0;
        cost = 0;
    }

    @Override
    public int bit(Contexts contexts, int slot, int bit) {
        int p = contexts.probability(slot);
        long bound = (range >>> 16) * p;
        if (bit != 0) {
            range = bound;
            cost += COST[p >>> 4];
        } else {
            low += bound;
            range -= bound;
            cost += COST[(65_536 - p) >>> 4];
        }
        contexts.learn(slot, bit);
        while (range < BOTTOM) {
            shift();
        }
        return bit;
    }

    @Override
    public long raw(int count, long value) {
        for (int i = count; i > 0; ) {
            int some = Math.min(i, 16);
            i -= some;
            range >>>= some;
            low += (value >>> i & (1L << some) - 1) * range;
            while (range < BOTTOM) {
                shift();
            }
        }
        cost += (long) count << 12;
        return value;
    }

    private void shift() {
        int top = (int) (low >>> 40);
        if (top == 0xFF) {
            pending++;
        } else {
            int carry = top >>> 8;
            if (cache >= 0) {
                put(cache + carry);
            }
            while (pending > 0) {
                put(0xFF + carry);
                pending--;
            }
            cache = top & 0xFF;
        }
        low = low << 8 & TOP - 1;
        range <<= 8;
    }

    private void put(int value) {
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, length * 2);
        }
        bytes[length++] = (byte) value;
    }

    /** About how many bits have been written so far. */
    public long cost() {
        return cost >>> 12;
    }

    /** Ends the writing. Zero bytes at the end are left out: the decoder finds them there anyway. */
    public byte[] finish() {
        if (cost == 0 && low == 0 && range == TOP) {
            return new byte[0];
        }
        // Any value from low up to low + range will do: take the one with the most zero bits at its
        // end.
        long end = low + range - 1;
        long chosen = low;
        for (int zeros = 47; zeros >= 0; zeros--) {
            long rounded = (end >>> zeros) << zeros;
            if (rounded >= low) {
                chosen = rounded;
                break;
            }
        }
        low = chosen;
        for (int i = 0; i < 7; i++) {
            shift();
        }
        while (length > 0 && bytes[length - 1] == 0) {
            length--;
        }
        return Arrays.copyOf(bytes, length);
    }
}
