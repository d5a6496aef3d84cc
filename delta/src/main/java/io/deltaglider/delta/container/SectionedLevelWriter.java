package io.deltaglider.delta.container;

import io.deltaglider.delta.Effort;
import io.deltaglider.delta.level.Covers;
import io.deltaglider.delta.level.PagedReference;
import io.deltaglider.delta.level.Positions;

import java.io.Closeable;
import java.io.IOException;

/**
 * Writes a level as sections of numbers and bytes of one sort each, which zstd codes: larger than by a model, and read many times
 * faster. Literals are left to the caller, who codes those of all levels as one. Keeps its buffers from one level to the next. Not safe for use by several threads.
 */
final class SectionedLevelWriter implements Closeable {
    /** In {@link #kinds}, beside the kind of a cover's shift: it has differences. */
    static final int DIFFERS = 8;

    private static final int QUICK = 3;
    private static final int GOOD = 16;
    private static final int BEST = 19;

    /** How many times as long as its sections a level has to be for each level of zstd: at the best ones a byte takes half a microsecond to one. */
    private static final int LENGTH_FOR_BEST = 16;

    private static final int LENGTH_FOR_GOOD = 8;

    /** Where sections are a larger part of the level: what takes a hundred nanoseconds a byte, and what takes thirty. */
    private static final int LENGTH_FOR_FAIR = 4;

    private static final int FAIR = 12;
    private static final int PLAIN = 6;

    /** Sections that are so short take no time at any level. */
    private static final int SHORT = 16 << 10;

    private final Effort effort;
    private final SectionWriter sections;
    private final RecentShifts shifts = new RecentShifts();
    private final ByteBuilder kinds = new ByteBuilder(1 << 10);
    private final ByteBuilder gaps = new ByteBuilder(1 << 10);
    private final ByteBuilder lengths = new ByteBuilder(1 << 10);
    private final ByteBuilder changes = new ByteBuilder(1 << 10);
    private final ByteBuilder passes = new ByteBuilder(1 << 10);
    private final ByteBuilder runs = new ByteBuilder(1 << 10);
    private final ByteBuilder differences = new ByteBuilder(1 << 10);
    private final ByteBuilder literals = new ByteBuilder(1 << 12);

    /** Bytes in covers with differences since the last of these. */
    private long pass;

    private int runCount;

    SectionedLevelWriter(Effort effort) {
        this.effort = effort;
        sections = new SectionWriter(effort);
    }

    /**
     * Takes the level of {@code target[0 .. length)} apart; {@link #write} then writes it.
     *
     * @param positions what the shifts of covers count from
     */
    void collect(
            byte[] target, int length, Positions positions, Covers covers, PagedReference reference)
            throws IOException {
        clear();
        int end = 0;
        for (int i = 0; i < covers.count(); i++) {
            int start = covers.start(i);
            int gap = start - end;
            literals.put(target, end, gap);
            gaps.putVarint(gap);
            lengths.putVarint(covers.length(i) - 1);
            long wanted = covers.from(i) - positions.at(start);
            int kind = shifts.kindOf(wanted, gap);
            if (kind == RecentShifts.NEW) {
                changes.putSigned(wanted - shifts.shift());
                shifts.change(wanted - shifts.shift());
            } else {
                shifts.follow(kind, gap);
            }
            boolean differs =
                    !covers.isExact(i)
                            && differences(
                                    target, start, covers.length(i), covers.from(i), reference);
            kinds.put(differs ? kind | DIFFERS : kind);
            end = start + covers.length(i);
        }
        literals.put(target, end, length - end);
    }

    private void clear() {
        shifts.reset();
        pass = 0;
        runCount = 0;
        kinds.clear();
        gaps.clear();
        lengths.clear();
        changes.clear();
        passes.clear();
        runs.clear();
        differences.clear();
        literals.clear();
    }

    /** Collects the differences of a cover; false if it has none. */
    private boolean differences(
            byte[] target, int start, int length, long from, PagedReference reference)
            throws IOException {
        int at = reference.matchForward(from, target, start, length);
        if (at == length) {
            return false;
        }
        pass += at;
        while (at < length) {
            passes.putVarint(pass);
            int first = at;
            for (int difference = target[start + at] - reference.at(from + at); difference != 0; ) {
                differences.put(difference);
                at++;
                difference = at < length ? target[start + at] - reference.at(from + at) : 0;
            }
            runs.putVarint(at - first - 1);
            runCount++;
            pass = reference.matchForward(from + at, target, start + at, length - at);
            at += (int) pass;
        }
        return true;
    }

    /** The literals of the level collected, which {@link #write} leaves to the caller. */
    byte[] literals() {
        return literals.toByteArray();
    }

    /** Literal bytes of the level collected. */
    int literalCount() {
        return literals.length();
    }

    /** Bytes of the level collected that differ from the reference. */
    int differenceCount() {
        return differences.length();
    }

    /** Runs of such bytes. */
    int runCount() {
        return runCount;
    }

    /** Bytes that all sections have before they are coded. */
    private long total() {
        return (long) kinds.length()
                + gaps.length()
                + lengths.length()
                + changes.length()
                + passes.length()
                + runs.length()
                + differences.length();
    }

    /** Whether a reader accepts so much. */
    boolean fits(int length) {
        return total() <= Format.maxSectionedLength(length);
    }

    /**
     * Appends what was collected but for the literals.
     *
     * @param length of the level
     */
    void write(int length, ByteBuilder out) {
        int level = level(length);
        for (ByteBuilder section :
                new ByteBuilder[] {kinds, gaps, lengths, changes, passes, runs, differences}) {
            sections.write(section.array(), section.length(), level, out);
        }
    }

    /** zstd's level for the sections. */
    private int level(int length) {
        return switch (effort) {
            case FAST -> QUICK;
            case MAX -> BEST;
            case BALANCED -> balancedLevel(length, total());
        };
    }

    private static int balancedLevel(int length, long total) {
        if (total <= Math.max(SHORT, length / LENGTH_FOR_BEST)) {
            return BEST;
        }
        return total <= length / LENGTH_FOR_GOOD
                ? GOOD
                : total <= length / LENGTH_FOR_FAIR ? FAIR : PLAIN;
    }

    @Override
    public void close() {
        sections.close();
    }
}
