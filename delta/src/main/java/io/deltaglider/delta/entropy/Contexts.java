package io.deltaglider.delta.entropy;

import java.util.Arrays;

/** What has been learnt about bits: for each slot how likely a one is, and how sure that is. Not safe for use by several threads. */
public final class Contexts {
    /** A slot: probability of a one in the upper 22 bits, number of bits seen in the lower ten. */
    private static final int COUNT_MASK = 1023;

    private static final int START = 1 << 31;

    /** A bit's share of a slot's probability shrinks to this, so that slots can still change their mind. */
    private static final int LIMIT = 250;

    private static final int[] SHARE = new int[LIMIT + 1];

    static {
        for (int i = 0; i <= LIMIT; i++) {
            SHARE[i] = (int) (65_536 / (i + 1.6));
        }
    }

    private final int[] slots;

    /**
     * @param count how many slots
     */
    public Contexts(int count) {
        slots = new int[count];
        Arrays.fill(slots, START);
    }

    /** Forgets everything. */
    public void clear() {
        Arrays.fill(slots, START);
    }

    /** Probability of a one, from 1 to 65,535, of 65,536. */
    int probability(int slot) {
        int p = slots[slot] >>> 16;
        return p == 0 ? 1 : p;
    }

    void learn(int slot, int bit) {
        int state = slots[slot];
        int count = state & COUNT_MASK;
        int p = state >>> 10;
        int target = bit == 0 ? 0 : (1 << 22) - 1;
        p += (int) (((long) (target - p) * SHARE[count]) >> 16);
        slots[slot] = (p << 10) | (count < LIMIT ? count + 1 : count);
    }
}
