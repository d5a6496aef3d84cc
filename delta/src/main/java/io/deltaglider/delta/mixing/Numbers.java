package io.deltaglider.delta.mixing;

/**
 * Codes numbers, each by its own adaptive contexts: first how many bits it has, then the upper ones of these. Not safe
 * for use by several threads.
 */
public final class Numbers {
    private static final int MAX_BITS = 64;
    private static final int MODELLED = 3;
    private static final int PER_CONTEXT = MAX_BITS + 1 + (MAX_BITS + 1) * (1 << MODELLED);

    private final Bits adaptive;

    public Numbers(int contexts) {
        adaptive = new Bits(contexts * PER_CONTEXT);
    }

    public void reset() {
        adaptive.reset();
    }

    /**
     * Codes a number of 0 or more; what comes of damaged bytes is one, too.
     *
     * @param context from 0 to the number of contexts less one
     */
    public long number(BitCoder coder, long number, int context) {
        int base = context * PER_CONTEXT;
        int length = MAX_BITS - Long.numberOfLeadingZeros(number);
        int bits = 0;
        while (bits < MAX_BITS - 1
                && adaptive.code(coder, bits < length ? 1 : 0, base + bits) != 0) {
            bits++;
        }
        if (bits < 2) {
            return bits;
        }
        long value = 1;
        int node = 1;
        int tree = base + MAX_BITS + 1 + (bits << MODELLED);
        for (int i = bits - 2; i >= 0; i--) {
            int wanted = (int) (number >>> i) & 1;
            int coded;
            if (node < 1 << MODELLED) {
                coded = adaptive.code(coder, wanted, tree + node);
                node = node << 1 | coded;
            } else {
                coded = coder.code(wanted, 1 << 15);
            }
            value = value << 1 | coded;
        }
        return value;
    }

    /** Codes a number of either sign, from -2^62 to 2^62 - 1. */
    public long signed(BitCoder coder, long number, int context) {
        long folded = number(coder, number << 1 ^ number >> 63, context);
        return folded >>> 1 ^ -(folded & 1);
    }
}
