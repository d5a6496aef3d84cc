package io.deltaglider.delta.mixing;

/** Probabilities and the logarithms of their odds, in whole numbers, so that every machine computes the same. */
final class Logistic {
    /** Largest logarithm of odds, in 1/256. */
    static final int LIMIT = 2047;

    /** By probability in 1/4096: ln(p / (1 - p)) in 1/256. */
    private static final short[] STRETCH = new short[4096];

    /** By logarithm of odds, less the smallest: probability in 1/65536. */
    private static final char[] SQUASH = new char[2 * LIMIT + 1];

    static {
        for (int i = 0; i < SQUASH.length; i++) {
            SQUASH[i] = (char) squashed(i - LIMIT);
        }
        int at = 0;
        for (int p = 0; p < STRETCH.length; p++) {
            while (at < 2 * LIMIT && SQUASH[at] >>> 4 < p) {
                at++;
            }
            STRETCH[p] = (short) (at - LIMIT);
        }
    }

    private Logistic() {}

    /**
     * By StrictMath, whose results are the same on every machine.
     */
    private static int squashed(int x) {
        double p = 1 / (1 + StrictMath.exp(-x / 256.0));
        return Math.clamp((long) StrictMath.floor(p * 65536 + 0.5), 16, 65536 - 16);
    }

    /** @param probability in 1/4096, below 4096 */
    static int stretch(int probability) {
        return STRETCH[probability];
    }

    /** Probability in 1/65536 of any logarithm of odds in 1/256. */
    static int squash(int x) {
        return SQUASH[Math.min(Math.max(x, -LIMIT), LIMIT) + LIMIT];
    }
}
