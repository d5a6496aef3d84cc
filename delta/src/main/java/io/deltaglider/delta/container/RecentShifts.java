package io.deltaglider.delta.container;

import java.util.Arrays;

/**
 * How the shift of a cover follows from those before: it goes on where the reference was left, is that of an earlier cover, or
 * is a new one. Reader and writer of a level keep one each, which stay the same. Not safe for use by several threads.
 */
final class RecentShifts {
    /** The cover goes on in the reference behind the last one, as if nothing had come between. */
    static final int GOES_ON = 0;

    static final int NEW = 1;

    /** From here on, the shift is that of an earlier cover, the last one first. */
    static final int EARLIER = 2;

    private static final int REMEMBERED = 6;
    static final int KINDS = EARLIER + REMEMBERED;

    private final long[] earlier = new long[REMEMBERED];
    private long shift;

    void reset() {
        Arrays.fill(earlier, 0);
        shift = 0;
    }

    /** The last shift; 0 at first. */
    long shift() {
        return shift;
    }

    /**
     * The kind of the next shift.
     *
     * @param distance target bytes since the cover before
     */
    int kindOf(long wanted, int distance) {
        if (distance > 0 && wanted == shift - distance) {
            return GOES_ON;
        }
        for (int i = 0; i < REMEMBERED; i++) {
            if (earlier[i] == wanted) {
                return EARLIER + i;
            }
        }
        return NEW;
    }

    /** Goes on to a shift of kind {@link #NEW}. */
    void change(long change) {
        take(shift + change);
    }

    /** Goes on to a shift of another kind. */
    void follow(int kind, int distance) {
        take(kind == GOES_ON ? shift - distance : earlier[kind - EARLIER]);
    }

    private void take(long next) {
        shift = next;
        int place = 0;
        while (place < REMEMBERED - 1 && earlier[place] != next) {
            place++;
        }
        System.arraycopy(earlier, 0, earlier, 1, place);
        earlier[0] = next;
    }
}
