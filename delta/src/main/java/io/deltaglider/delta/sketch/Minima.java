package io.deltaglider.delta.sketch;

import java.util.Arrays;

/** The smallest feature of each slot. Not safe for use by several threads. */
final class Minima {
    private static final int SLOT_BITS = Integer.numberOfTrailingZeros(Sketch.SLOTS);

    /** No feature yet. Features have their slot's bits cleared, so that none is as large. */
    private static final long NONE = Long.MAX_VALUE;

    private final long[] smallest = new long[Sketch.SLOTS];

    Minima() {
        clear();
    }

    void clear() {
        Arrays.fill(smallest, NONE);
    }

    /** Takes a feature; the same one again changes nothing. */
    void add(long feature) {
        long hash = mix(feature);
        int slot = (int) (hash >>> (Long.SIZE - SLOT_BITS));
        long value = hash << SLOT_BITS >>> SLOT_BITS;
        if (value < smallest[slot]) {
            smallest[slot] = value;
        }
    }

    /**
     * Takes features that stand for bytes which are known by one number only.
     *
     * @param identity of the bytes
     * @param count how many features that many bytes would have
     */
    void add(long identity, long count) {
        for (long i = 0; i < count; i++) {
            add(identity + i * 0x9E3779B97F4A7C15L);
        }
    }

    void addAll(Minima other) {
        for (int i = 0; i < smallest.length; i++) {
            smallest[i] = Math.min(smallest[i], other.smallest[i]);
        }
    }

    /** Slots without a feature take that of the next one that has some, so that short contents can be compared as well. */
    Sketch sketch() {
        byte[] slots = new byte[Sketch.SLOTS];
        for (int i = 0; i < slots.length; i++) {
            long value = NONE;
            int distance = 0;
            while (value == NONE && distance < slots.length) {
                value = smallest[(i + distance) % slots.length];
                distance++;
            }
            slots[i] = (byte) mix(value + distance);
        }
        return new Sketch(slots);
    }

    /** The finalizer of SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014). */
    static long mix(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
