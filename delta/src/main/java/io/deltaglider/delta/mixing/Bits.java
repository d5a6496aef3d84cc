package io.deltaglider.delta.mixing;

import java.util.Arrays;

/** Codes bits, each by what came before in its own context alone. Not safe for use by several threads. */
public final class Bits {
    private static final int SHIFT = 4;
    private static final int LEAST = 32;

    private final char[] probabilities;

    public Bits(int contexts) {
        probabilities = new char[contexts];
        reset();
    }

    public void reset() {
        Arrays.fill(probabilities, (char) (1 << 15));
    }

    /**
     * Codes one bit.
     *
     * @param context from 0 to the number of contexts less one
     */
    public int code(BitCoder coder, int bit, int context) {
        int p = probabilities[context];
        int coded = coder.code(bit, Math.clamp(p, LEAST, (1 << 16) - LEAST));
        int goal = coded == 0 ? 0 : 0xFFFF;
        probabilities[context] = (char) (p + ((goal - p) >> SHIFT));
        return coded;
    }
}
