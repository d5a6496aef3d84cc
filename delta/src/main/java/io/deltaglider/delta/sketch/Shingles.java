package io.deltaglider.delta.sketch;

/**
 * The features of plain bytes: strings of {@value #WIDTH} bytes, of which their own hash chooses one in {@value #SPACING}, so that what
 * is inserted before them does not matter. The hash rolls as that of Gear does (Xia et al., "Ddelta", 2014). Bytes come in any
 * pieces. Not safe for use by several threads.
 */
final class Shingles {
    /** Bytes that one feature depends on: the hash moves on by two bits a byte, and has 32. */
    static final int WIDTH = 16;

    /** Bytes for each feature, on average. */
    static final int SPACING = 32;

    private static final int SHIFT = Integer.SIZE / WIDTH;
    private static final int CHOSEN = Integer.SIZE - Integer.numberOfTrailingZeros(SPACING);

    /** A random number for each byte value; part of the sketch's format. */
    private static final int[] GEAR = gear();

    private final Minima minima;
    private int hash;
    private int seen;

    Shingles(Minima minima) {
        this.minima = minima;
    }

    /** What comes next is not the continuation of what came before. */
    void restart() {
        hash = 0;
        seen = 0;
    }

    void add(byte[] bytes, int from, int length) {
        int h = hash;
        int at = from;
        int end = from + length;
        while (at < end && seen < WIDTH - 1) {
            h = (h << SHIFT) + GEAR[bytes[at++] & 0xFF];
            seen++;
        }
        while (at < end) {
            h = (h << SHIFT) + GEAR[bytes[at++] & 0xFF];
            if (h >>> CHOSEN == 0) {
                minima.add(h);
            }
        }
        hash = h;
    }

    private static int[] gear() {
        int[] table = new int[256];
        for (int i = 0; i < table.length; i++) {
            table[i] = (int) (Minima.mix((i + 1) * 0x9E3779B97F4A7C15L) >>> 32);
        }
        return table;
    }
}
