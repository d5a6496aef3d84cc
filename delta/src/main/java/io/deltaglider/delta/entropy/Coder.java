package io.deltaglider.delta.entropy;

/**
 * Codes bits and numbers one after the other: the encoder is given each value and writes it, the decoder ignores what it
 * is given and returns what was written. So one piece of code serves both ways. How likely a bit is, is learnt from those
 * coded before in the same {@link Contexts} slot. Not safe for use by several threads.
 */
public abstract class Coder {
    /** Slots that {@link #number} uses. */
    public static final int NUMBER_SLOTS = 64 + 64 * 4;

    private static final int PROBABILITY_BITS = 16;

    /** A bit, 0 or 1, in a slot. */
    public abstract int bit(Contexts contexts, int slot, int bit);

    /** The lowest {@code count} bits of a number, all values equally likely; {@code count} is at most 32. */
    public abstract long raw(int count, long value);

    /** Whether something holds. */
    public final boolean flag(Contexts contexts, int slot, boolean value) {
        return bit(contexts, slot, value ? 1 : 0) != 0;
    }

    /**
     * Bits of one slot up to the first that is 0, or up to {@code most} of them.
     *
     * @param ones how many of them are 1
     * @return how many of them are 1; if fewer than {@code most}, a 0 was coded behind them
     */
    public int ones(Contexts contexts, int slot, int most, int ones) {
        int done = 0;
        while (done < most && bit(contexts, slot, done < ones ? 1 : 0) != 0) {
            done++;
        }
        return done;
    }

    /** A value of {@code count} bits, each of which depends on those above; takes {@code 1 << count} slots. */
    public final int symbol(Contexts contexts, int slot, int count, int value) {
        int node = 1;
        for (int i = count - 1; i >= 0; i--) {
            node = node << 1 | bit(contexts, slot + node, value >>> i & 1);
        }
        return node - (1 << count);
    }

    /**
     * A number from 0 to 2^62: its length in bits, then the bits below the highest, of which the first two are learnt.
     * Takes {@link #NUMBER_SLOTS} slots.
     */
    public final long number(Contexts contexts, int slot, long value) {
        long shifted = value + 1;
        int length = 63 - Long.numberOfLeadingZeros(shifted);
        int n = 0;
        while (n < 62 && bit(contexts, slot + n, n < length ? 1 : 0) != 0) {
            n++;
        }
        long result = 1;
        int below = n;
        int first = Math.min(2, below);
        int node = 1;
        for (int i = 0; i < first; i++) {
            below--;
            int b = bit(contexts, slot + 64 + n * 4 + node, (int) (shifted >>> below) & 1);
            node = node << 1 | b;
            result = result << 1 | b;
        }
        while (below > 0) {
            int some = Math.min(below, 16);
            below -= some;
            result = result << some | raw(some, shifted >>> below & (1L << some) - 1);
        }
        return result - 1;
    }

    /** A number of either sign, down to -2^61. Takes {@link #NUMBER_SLOTS} slots. */
    public final long signed(Contexts contexts, int slot, long value) {
        long folded = number(contexts, slot, (value << 1) ^ (value >> 63));
        return (folded >>> 1) ^ -(folded & 1);
    }

    static int probabilityBits() {
        return PROBABILITY_BITS;
    }
}
