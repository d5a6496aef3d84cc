package io.deltaglider.delta.replay;

import io.deltaglider.delta.deflate.Token;
import io.deltaglider.delta.predict.ContentWindow;

import java.util.Arrays;

/**
 * Tells a match's distance as the number of nearer places that would do as well. Looks at the content only where it is
 * asked. Not safe for use by several threads.
 */
final class Occurrences {
    /** What {@link #rank} answers for a place that is not found within the limit. */
    static final int NOT_RANKED = -1;

    private static final int BITS = 13;
    private static final int REACH = Token.MAX_DISTANCE;

    /** Places looked at for one match. */
    private static final int LIMIT = 512;

    private final int[] heads = new int[1 << BITS];
    private final int[] previous = new int[REACH];

    /** Positions count from this, so that they fit an int. */
    private long inserted;

    Occurrences() {
        Arrays.fill(heads, Integer.MIN_VALUE);
    }

    /** How many nearer places match at least {@code length} bytes; {@link #NOT_RANKED} if there are too many to tell. */
    int rank(ContentWindow window, long position, int length, int distance) {
        insert(window, position);
        int rank = 0;
        int limit = LIMIT;
        for (int at = head(window, position); limit > 0; limit--) {
            int d = (int) position - at;
            if (at == Integer.MIN_VALUE || d <= 0 || d > distance) {
                return NOT_RANKED;
            }
            if (d == distance) {
                return rank;
            }
            if (matches(window, position, d, length)) {
                rank++;
            }
            at = previous[at & (REACH - 1)];
        }
        return NOT_RANKED;
    }

    /** The distance that has a rank; 0 if none has. */
    int distance(ContentWindow window, long position, int length, long rank) {
        insert(window, position);
        long left = rank;
        int limit = LIMIT;
        int before = 0;
        for (int at = head(window, position); limit > 0; limit--) {
            int d = (int) position - at;
            if (at == Integer.MIN_VALUE || d <= before || d > REACH) {
                return 0;
            }
            if (matches(window, position, d, length)) {
                if (left == 0) {
                    return d;
                }
                left--;
            }
            before = d;
            at = previous[at & (REACH - 1)];
        }
        return 0;
    }

    private int head(ContentWindow window, long position) {
        return window.contentLength() - position < Token.MIN_MATCH
                ? Integer.MIN_VALUE
                : heads[hash(window.bytes(), window.index(position))];
    }

    private static boolean matches(ContentWindow window, long position, int distance, int length) {
        int b = window.index(position);
        int a = b - distance;
        if (a < 0) {
            return false;
        }
        byte[] bytes = window.bytes();
        for (int i = 0; i < length; i++) {
            if (bytes[a + i] != bytes[b + i]) {
                return false;
            }
        }
        return true;
    }

    /** Takes in the positions before this one that are within reach. */
    private void insert(ContentWindow window, long position) {
        byte[] bytes = window.bytes();
        long from = Math.max(Math.max(inserted, position - REACH), window.start());
        for (long p = from; p < position && window.end() - p >= Token.MIN_MATCH; p++) {
            int hash = hash(bytes, window.index(p));
            previous[(int) p & (REACH - 1)] = heads[hash];
            heads[hash] = (int) p;
        }
        inserted = position;
    }

    private static int hash(byte[] bytes, int at) {
        int three = (bytes[at] & 0xFF) | (bytes[at + 1] & 0xFF) << 8 | (bytes[at + 2] & 0xFF) << 16;
        return (three * 0x9E3779B1) >>> (32 - BITS);
    }
}
