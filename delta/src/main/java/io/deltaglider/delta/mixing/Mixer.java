package io.deltaglider.delta.mixing;

import java.util.Arrays;

/**
 * Codes bits whose probability {@value #INPUTS} contexts predict together. Each context has counted the bits that came in
 * it; the predictions are added in the logistic domain with weights that are learnt as the coding goes (Mahoney, "Adaptive
 * weighing of context models for lossless data compression", 2005). Contexts share a table without a check: where two
 * fall on the same place, both predict worse, and nothing else happens. Not safe for use by several threads.
 */
public final class Mixer {
    public static final int INPUTS = 6;

    /** Strengths of an expectation: 0 to this less one. */
    public static final int STRENGTHS = 32;

    private static final int COUNT_MASK = 15;

    /** By how often a context was met: how far its probability moves. */
    private static final int[] RATES = new int[COUNT_MASK + 1];

    static {
        for (int i = 0; i < RATES.length; i++) {
            RATES[i] = (1 << 17) / (2 * i + 3);
        }
    }

    private static final int MIX = 0x9E3779B1;

    /** A slot that has met nothing yet. */
    private static final char HALF = 1 << 15;

    /** Slots of a context for four bits of a symbol, side by side for the sake of the cache. */
    private static final int LINE_BITS = 4;

    private static final int FIRST_WEIGHT = (1 << 16) * 2 / 5;

    private static final int SYMBOLS = 256;

    /** Slots of one expectation: those for the strengths, then those for bits of which nothing is expected. */
    private static final int PER_EXPECTATION = 2 * STRENGTHS + SYMBOLS;

    private final int plain;
    private final int limit;
    private final int rate;

    /** In each: probability of a one in the upper twelve bits, how often the context was met in the lower four. */
    private char[] slots = {};

    private int shift;
    private int expectationsStart;

    private final int[] weights;
    private final int[] contexts = new int[INPUTS];
    private final int[] lines = new int[INPUTS];
    private final int[] expected = new int[INPUTS];
    private final int[] strengths = new int[INPUTS];

    /**
     * @param expectations how many of the inputs, the last ones, are bytes that are expected
     * @param sets of weights to choose from
     * @param limit of the count that a context keeps, below 16: the smaller, the faster it forgets
     * @param rate how fast weights are learnt
     */
    public Mixer(int expectations, int sets, int limit, int rate) {
        this.plain = INPUTS - expectations;
        this.limit = limit;
        this.rate = rate;
        this.weights = new int[INPUTS * sets];
    }

    /**
     * Forgets everything.
     *
     * @param tableBits the table has two to this many places of two bytes: 8 to 24
     */
    public void reset(int tableBits) {
        int size = (1 << tableBits) + (INPUTS - plain) * PER_EXPECTATION;
        if (slots.length < size) {
            slots = new char[size];
        }
        shift = 32 - (tableBits - LINE_BITS);
        expectationsStart = 1 << tableBits;
        Arrays.fill(slots, 0, size, HALF);
        Arrays.fill(weights, FIRST_WEIGHT);
    }

    /** Sets one context, by what it consists of. */
    public void context(int input, int content) {
        contexts[input] = content * 0x2F0B4C47 + input;
    }

    /**
     * Tells of a byte that is expected.
     *
     * @param input of those for expectations
     * @param strength 0 if none is; else the larger, the more it is to be relied on
     */
    public void expect(int input, int symbol, int strength) {
        expected[input] = strength == 0 ? 0 : SYMBOLS | (symbol & 0xFF);
        strengths[input] = expectationsStart + (input - plain) * PER_EXPECTATION + 2 * strength;
    }

    /** Codes a bit in the contexts set. Not with expectations. */
    public int bit(BitCoder coder, int bit, int set) {
        return step(
                coder,
                bit,
                set * INPUTS,
                single(0),
                single(1),
                single(2),
                single(3),
                single(4),
                single(5));
    }

    private int single(int input) {
        return (contexts[input] * MIX) >>> (shift - LINE_BITS);
    }

    /** Codes a byte in the contexts set, its upper bits first. */
    public int symbol(BitCoder coder, int symbol, int set) {
        int weight = set * INPUTS;
        int node = 1;
        for (int i = 7; i >= 0; i--) {
            if (i == 7 || i == 3) {
                for (int j = 0; j < plain; j++) {
                    int h = (contexts[j] + node * 0x3C6EF372) * MIX;
                    lines[j] = (((h ^ h >>> 15) * MIX) >>> shift) << LINE_BITS;
                }
            }
            int first = 1 << (3 - (i & 3));
            int inLine = first | (node & (first - 1));
            node =
                    node << 1
                            | step(
                                    coder,
                                    symbol >>> i & 1,
                                    weight,
                                    lines[0] + inLine,
                                    lines[1] + inLine,
                                    lines[2] + inLine,
                                    lines[3] + inLine,
                                    place(4, i, node, inLine),
                                    place(5, i, node, inLine));
        }
        return node & 0xFF;
    }

    /** Once a bit was another than expected, nothing is expected of the rest. */
    private int place(int input, int i, int node, int inLine) {
        if (input < plain) {
            return lines[input] + inLine;
        }
        int bits = expected[input] >>> i;
        return bits >>> 1 == node
                ? strengths[input] | (bits & 1)
                : expectationsStart + (input - plain) * PER_EXPECTATION + 2 * STRENGTHS + node;
    }

    private int step(
            BitCoder coder, int bit, int w, int p0, int p1, int p2, int p3, int p4, int p5) {
        char[] table = slots;
        int[] by = weights;
        int c0 = table[p0];
        int c1 = table[p1];
        int c2 = table[p2];
        int c3 = table[p3];
        int c4 = table[p4];
        int c5 = table[p5];
        int s0 = Logistic.stretch(c0 >>> 4);
        int s1 = Logistic.stretch(c1 >>> 4);
        int s2 = Logistic.stretch(c2 >>> 4);
        int s3 = Logistic.stretch(c3 >>> 4);
        int s4 = Logistic.stretch(c4 >>> 4);
        int s5 = Logistic.stretch(c5 >>> 4);
        int w0 = by[w];
        int w1 = by[w + 1];
        int w2 = by[w + 2];
        int w3 = by[w + 3];
        int w4 = by[w + 4];
        int w5 = by[w + 5];
        long sum = (long) w0 * s0 + (long) w1 * s1 + (long) w2 * s2;
        sum += (long) w3 * s3 + (long) w4 * s4 + (long) w5 * s5;
        int probability = Logistic.squash((int) (sum >> 16));
        int coded = coder.code(bit, probability);
        int error = (((coded << 16) - probability) * rate) >> 4;
        int goal = coded == 0 ? 0 : 4095;
        by[w] = w0 + ((s0 * error + 0x8000) >> 16);
        by[w + 1] = w1 + ((s1 * error + 0x8000) >> 16);
        by[w + 2] = w2 + ((s2 * error + 0x8000) >> 16);
        by[w + 3] = w3 + ((s3 * error + 0x8000) >> 16);
        by[w + 4] = w4 + ((s4 * error + 0x8000) >> 16);
        by[w + 5] = w5 + ((s5 * error + 0x8000) >> 16);
        table[p0] = updated(c0, goal);
        table[p1] = updated(c1, goal);
        table[p2] = updated(c2, goal);
        table[p3] = updated(c3, goal);
        table[p4] = updated(c4, goal);
        table[p5] = updated(c5, goal);
        return coded;
    }

    private char updated(int slot, int goal) {
        int n = slot & COUNT_MASK;
        int p = slot >>> 4;
        p += ((goal - p) * RATES[n] + 0x8000) >> 16;
        return (char) (p << 4 | (n < limit ? n + 1 : n));
    }
}
