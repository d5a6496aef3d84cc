package io.deltaglider.delta.container;

import io.deltaglider.delta.mixing.BitCoder;
import io.deltaglider.delta.mixing.Bits;
import io.deltaglider.delta.mixing.Numbers;

import java.util.Arrays;

/**
 * Codes the shifts of covers: as that of a cover before, as going on where the reference was left, or as a new number.
 * Works both ways, as its coder does. Not safe for use by several threads.
 */
final class ShiftModel {
    /** Kinds of shifts: as going on in the reference; new; from here on, that of an earlier cover, the last one first. */
    private static final int GOES_ON = 0;

    private static final int NEW = 1;
    private static final int EARLIER = 2;

    private static final int REMEMBERED = 6;
    static final int KINDS = EARLIER + REMEMBERED;

    private final Bits kinds = new Bits(2 * KINDS * KINDS);
    private final Numbers changes = new Numbers(2);
    private final long[] earlier = new long[REMEMBERED];
    private BitCoder coder = BitCoder.writer();
    private long shift;
    private int kind;

    void reset(BitCoder coder) {
        this.coder = coder;
        kinds.reset();
        changes.reset();
        Arrays.fill(earlier, 0);
        shift = 0;
        kind = GOES_ON;
    }

    /** The last shift; 0 at first. */
    long shift() {
        return shift;
    }

    /** What the last shift was: 0 to {@link #KINDS} less one, a context for other numbers. */
    int kind() {
        return kind;
    }

    /**
     * Codes the next shift.
     *
     * @param distance target bytes since the cover before
     */
    void code(long wanted, int distance) {
        int context = (kind + (distance == 0 ? KINDS : 0)) * KINDS;
        kind = kind(kindOf(wanted, distance), context);
        if (kind == GOES_ON) {
            shift -= distance;
        } else if (kind == NEW) {
            shift += changes.signed(coder, wanted - shift, distance == 0 ? 1 : 0);
        } else {
            shift = earlier[kind - EARLIER];
        }
        int place = 0;
        while (place < REMEMBERED - 1 && earlier[place] != shift) {
            place++;
        }
        System.arraycopy(earlier, 0, earlier, 1, place);
        earlier[0] = shift;
    }

    private int kindOf(long wanted, int distance) {
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

    private int kind(int wanted, int context) {
        if (kinds.code(coder, wanted == NEW ? 1 : 0, context) != 0) {
            return NEW;
        }
        if (kinds.code(coder, wanted == GOES_ON ? 1 : 0, context + 1) != 0) {
            return GOES_ON;
        }
        int coded = EARLIER;
        while (coded < KINDS - 1
                && kinds.code(coder, wanted > coded ? 1 : 0, context + coded) != 0) {
            coded++;
        }
        return coded;
    }
}
