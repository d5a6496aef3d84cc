package io.deltaglider.engine.collect;

import java.util.Arrays;
import java.util.function.LongConsumer;

/** A set of 64-bit numbers in one array, at most three quarters full: 11 bytes for each number, up to 22 just after it has grown. */
final class LongSet {
    private static final int LEAST = 16;

    /** 0 means an empty place; the number 0 itself is kept apart. */
    private long[] places = new long[LEAST];

    private int used;
    private boolean hasZero;

    /** Whether it was not there before. */
    boolean add(long number) {
        if (number == 0) {
            boolean added = !hasZero;
            hasZero = true;
            return added;
        }
        int place = find(places, number);
        if (places[place] == number) {
            return false;
        }
        places[place] = number;
        used++;
        if (used > places.length / 4 * 3) {
            grow();
        }
        return true;
    }

    boolean contains(long number) {
        return number == 0 ? hasZero : places[find(places, number)] == number;
    }

    int size() {
        return used + (hasZero ? 1 : 0);
    }

    void forEach(LongConsumer consumer) {
        if (hasZero) {
            consumer.accept(0);
        }
        Arrays.stream(places).filter(each -> each != 0).forEach(consumer);
    }

    private void grow() {
        long[] larger = new long[Math.multiplyExact(places.length, 2)];
        for (long number : places) {
            if (number != 0) {
                larger[find(larger, number)] = number;
            }
        }
        places = larger;
    }

    /** The place of the number, or the empty one where it belongs. */
    private static int find(long[] places, long number) {
        int mask = places.length - 1;
        int place = (int) mix(number) & mask;
        while (places[place] != 0 && places[place] != number) {
            place = (place + 1) & mask;
        }
        return place;
    }

    /** The finalizer of MurmurHash3 (Austin Appleby, public domain), so that numbers of any pattern spread. */
    static long mix(long number) {
        long mixed = number;
        mixed = (mixed ^ (mixed >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }
}
