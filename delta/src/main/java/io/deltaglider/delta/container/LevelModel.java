package io.deltaglider.delta.container;

import io.deltaglider.delta.CorruptDeltaException;
import io.deltaglider.delta.level.Covers;
import io.deltaglider.delta.level.PagedReference;
import io.deltaglider.delta.level.Positions;
import io.deltaglider.delta.mixing.BitCoder;
import io.deltaglider.delta.mixing.Bits;
import io.deltaglider.delta.mixing.Numbers;

import java.io.IOException;

/**
 * Codes a level: covers, their differences, and the literals between them, in the order of the target, so that each can be predicted
 * from all before it. Works both ways, as its coder does. Not safe for use by several threads.
 */
final class LevelModel {
    /** Runs of literals of at least so many bytes may be kept apart. */
    static final int SHORTEST_APART = 64;

    /** Bytes at the end of a cover that are remembered as context for literals. */
    private static final int REMEMBERED = 16;

    /** The table of contexts has about two places for each byte of target, within bounds: as powers of two. */
    private static final int MIN_TABLE_BITS = 12;

    private static final int MAX_TABLE_BITS = 20;

    private static final int LENGTHS = 0;
    private static final int GAPS = LENGTHS + ShiftModel.KINDS;
    private static final int COUNT = GAPS + ShiftModel.KINDS;

    private final Bits exact = new Bits(33);
    private final Bits apart = new Bits(1);
    private final Numbers numbers = new Numbers(COUNT + 1);
    private final ShiftModel shifts = new ShiftModel();
    private final DifferenceModel differences = new DifferenceModel();
    private final LiteralModel literals = new LiteralModel();

    private BitCoder coder = BitCoder.writer();
    private byte[] target = new byte[0];
    private ApartLiterals apartLiterals = ApartLiterals.none();

    /** Most covers of a level of {@code length} bytes: shorter ones than eight bytes on average save nothing. */
    static int maxCovers(int length) {
        return length / 8 + 16;
    }

    /**
     * Codes {@code target[0 .. length)}. When reading, fills in the target and adds to {@code covers}, which is to be empty.
     *
     * @param positions what the shifts of covers count from
     * @throws CorruptDeltaException only when reading
     */
    void code(
            BitCoder coder,
            byte[] target,
            int length,
            Positions positions,
            Covers covers,
            ApartLiterals apartLiterals,
            PagedReference reference)
            throws IOException {
        reset(coder, length);
        this.target = target;
        this.apartLiterals = apartLiterals;
        boolean reading = coder.isReading();
        int count = limited(numbers.number(coder, covers.count(), COUNT), maxCovers(length));
        int end = 0;
        for (int i = 0; i < count; i++) {
            int gap = reading ? 0 : covers.start(i) - end;
            gap = limited(numbers.number(coder, gap, GAPS + shifts.kind()), length - end);
            int start = end + gap;
            run(end, start, positions, reference);
            long position = positions.at(start);
            shifts.code(reading ? 0 : covers.from(i) - position, start - end);
            long less = reading ? 0 : covers.length(i) - 1;
            int n =
                    limited(numbers.number(coder, less, LENGTHS + shifts.kind()), length - start - 1)
                            + 1;
            long from = position + shifts.shift();
            if (from < 0 || from > reference.size() - n) {
                throw new CorruptDeltaException(
                        "a cover of "
                                + n
                                + " bytes at "
                                + from
                                + " of a reference of "
                                + reference.size()
                                + " bytes");
            }
            boolean same = cover(start, n, from, !reading && covers.isExact(i), reference);
            if (reading) {
                covers.add(start, n, from, same);
            }
            end = start + n;
            literals.remember(target, Math.max(start, end - REMEMBERED), end);
        }
        run(end, length, positions, reference);
    }

    private void reset(BitCoder coder, int length) {
        this.coder = coder;
        exact.reset();
        apart.reset();
        numbers.reset();
        shifts.reset(coder);
        int bits =
                Math.clamp(
                        33 - Integer.numberOfLeadingZeros(length), MIN_TABLE_BITS, MAX_TABLE_BITS);
        differences.reset(coder, bits);
        literals.reset(coder, bits);
    }

    private static int limited(long number, long limit) throws CorruptDeltaException {
        if (number > limit) {
            throw new CorruptDeltaException(
                    "a number is " + number + ", at most " + limit + " is possible");
        }
        return (int) number;
    }

    /** Codes literals. */
    private void run(int from, int to, Positions positions, PagedReference reference)
            throws IOException {
        if (from == to) {
            return;
        }
        if (to - from >= SHORTEST_APART) {
            int wanted = coder.isReading() || !apartLiterals.takes(to - from) ? 0 : 1;
            if (apart.code(coder, wanted, 0) != 0) {
                apartLiterals.pass(target, from, to);
                return;
            }
        }
        literals.code(target, from, to, positions.at(from) + shifts.shift(), reference);
    }

    /** Whether the cover is without differences. */
    private boolean cover(
            int start, int length, long from, boolean knownExact, PagedReference reference)
            throws IOException {
        boolean same =
                knownExact
                        || (!coder.isReading()
                                && reference.matchForward(from, target, start, length) == length);
        int size = 32 - Integer.numberOfLeadingZeros(length);
        same = exact.code(coder, same ? 1 : 0, size) != 0;
        if (!same) {
            differences.code(target, start, length, from, reference);
        } else if (coder.isReading()) {
            reference.copy(from, target, start, length);
        }
        return same;
    }
}
