package io.deltaglider.delta.deflate;

import java.util.Arrays;

/**
 * Places of a deflate stream from which its tokens can be read without those before. One thread adds while others look
 * up.
 */
public final class Checkpoints {
    /** Bytes of content from one place to the next, at least. */
    public static final int SPACING = 16 << 10;

    /** Of each place its content, block and token: there may be a million streams, most of them with one place. */
    private static final int NUMBERS = 3;

    private long[] places = new long[NUMBERS];
    private int count;
    private long end = Long.MAX_VALUE;

    /**
     * Adds a place behind the last one.
     *
     * @param content bytes of content before it
     * @param block where the header of its block begins, in bits
     * @param token where the token (or byte of a stored block) begins, in bits
     */
    synchronized void add(long content, long block, long token) {
        int at = count * NUMBERS;
        if (at == places.length) {
            places = Arrays.copyOf(places, at * 2);
        }
        places[at] = content;
        places[at + 1] = block;
        places[at + 2] = token;
        count++;
    }

    /** Tells how much content there is. */
    synchronized void complete(long contentLength) {
        end = contentLength;
    }

    /** The last place at or before a position of the content; -1 if none is known. */
    synchronized int before(long content) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (places[middle * NUMBERS] <= content) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }

    synchronized long content(int place) {
        return places[place * NUMBERS];
    }

    /** Where the next place is, or the content ends, as far as is known. */
    synchronized long contentAfter(int place) {
        return place + 1 < count ? content(place + 1) : end;
    }

    synchronized long block(int place) {
        return places[place * NUMBERS + 1];
    }

    synchronized long token(int place) {
        return places[place * NUMBERS + 2];
    }
}
