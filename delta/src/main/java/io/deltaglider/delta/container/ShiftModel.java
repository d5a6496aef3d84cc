package io.deltaglider.delta.container;

import io.deltaglider.delta.mixing.BitCoder;
import io.deltaglider.delta.mixing.Bits;
import io.deltaglider.delta.mixing.Numbers;

/**
 * Codes the shifts of covers: as that of a cover before, as going on where the reference was left, or as a new number.
 * Works both ways, as its coder does. Not safe for use by several threads.
 */
final class ShiftModel {
    static final int KINDS = RecentShifts.KINDS;

    private final Bits kinds = new Bits(2 * KINDS * KINDS);
    private final Numbers changes = new Numbers(2);
    private final RecentShifts recent = new RecentShifts();
    private BitCoder coder = BitCoder.writer();
    private int kind;

    void reset(BitCoder coder) {
        this.coder = coder;
        kinds.reset();
        changes.reset();
        recent.reset();
        kind = RecentShifts.GOES_ON;
    }

    /** The last shift; 0 at first. */
    long shift() {
        return recent.shift();
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
        kind = kind(recent.kindOf(wanted, distance), context);
        if (kind == RecentShifts.NEW) {
            recent.change(changes.signed(coder, wanted - recent.shift(), distance == 0 ? 1 : 0));
        } else {
            recent.follow(kind, distance);
        }
    }

    private int kind(int wanted, int context) {
        if (kinds.code(coder, wanted == RecentShifts.NEW ? 1 : 0, context) != 0) {
            return RecentShifts.NEW;
        }
        if (kinds.code(coder, wanted == RecentShifts.GOES_ON ? 1 : 0, context + 1) != 0) {
            return RecentShifts.GOES_ON;
        }
        int coded = RecentShifts.EARLIER;
        while (coded < KINDS - 1
                && kinds.code(coder, wanted > coded ? 1 : 0, context + coded) != 0) {
            coded++;
        }
        return coded;
    }
}
