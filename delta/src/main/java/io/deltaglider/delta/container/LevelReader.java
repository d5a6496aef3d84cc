package io.deltaglider.delta.container;

import io.deltaglider.delta.CorruptDeltaException;
import io.deltaglider.delta.container.FrameSummary.SectionSummary;
import io.deltaglider.delta.container.SectionReader.Section;
import io.deltaglider.delta.level.Covers;
import io.deltaglider.delta.level.PagedReference;
import io.deltaglider.delta.level.Positions;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** Rebuilds a level from its sections and the reference. Not safe for use by several threads. */
final class LevelReader implements Closeable {
    private final SectionReader sections = new SectionReader();

    /** The sections of a level, decoded, each with a cursor on it. Figures are in bytes. */
    static final class Level {
        final Section gaps;
        final Section lengths;
        final Section shifts;
        final Section diffRuns;
        final Section diffs;
        final Section literals;
        private final long fileOffset;

        Level(SectionReader sections, ByteCursor cursor, int targetLength)
                throws CorruptDeltaException {
            fileOffset = cursor.filePosition();
            long budget = Format.maxSectionsLength(targetLength);
            gaps = sections.read(cursor, budget, "gaps between covers");
            budget -= gaps.bytes().length;
            lengths = sections.read(cursor, budget, "lengths of covers");
            budget -= lengths.bytes().length;
            shifts = sections.read(cursor, budget, "shifts of covers");
            budget -= shifts.bytes().length;
            diffRuns = sections.read(cursor, budget, "runs of differences");
            budget -= diffRuns.bytes().length;
            diffs = sections.read(cursor, budget, "differences");
            budget -= diffs.bytes().length;
            literals = sections.read(cursor, budget, "literals");
        }

        ByteCursor cursor(Section section, String what) {
            return ByteCursor.ofDecoded(section.bytes(), fileOffset, what);
        }

        /** Each cover has one gap before it, and a number ends with the byte whose high bit is clear. */
        int coverCount() {
            int count = 0;
            for (byte b : gaps.bytes()) {
                if (b >= 0) {
                    count++;
                }
            }
            return count;
        }

        List<SectionSummary> summary() {
            return List.of(
                    summary("gaps", gaps),
                    summary("lengths", lengths),
                    summary("shifts", shifts),
                    summary("diff-runs", diffRuns),
                    summary("diffs", diffs),
                    summary("literals", literals));
        }

        private static SectionSummary summary(String name, Section section) {
            return new SectionSummary(name, section.bytes().length, section.storedLength());
        }
    }

    Level sections(ByteCursor cursor, int targetLength) throws CorruptDeltaException {
        return new Level(sections, cursor, targetLength);
    }

    /**
     * Fills {@code into[0 .. targetLength)}.
     *
     * @param positions what the shifts of covers count from
     * @param covers is cleared, then filled
     */
    void read(
            ByteCursor cursor,
            int targetLength,
            Positions positions,
            PagedReference reference,
            byte[] into,
            Covers covers)
            throws IOException {
        Level level = sections(cursor, targetLength);
        ByteCursor gaps = level.cursor(level.gaps, "decoded gaps");
        ByteCursor lengths = level.cursor(level.lengths, "decoded cover lengths");
        ByteCursor shifts = level.cursor(level.shifts, "decoded shifts");
        ByteCursor literals = level.cursor(level.literals, "decoded literals");
        ByteCursor diffRuns = level.cursor(level.diffRuns, "decoded difference runs");
        DiffReader diffs =
                new DiffReader(
                        diffRuns,
                        diffRuns,
                        level.cursor(level.diffs, "decoded differences"),
                        level.diffs.bytes());
        covers.clear();
        int end = 0;
        long shift = 0;
        while (gaps.remaining() > 0) {
            int gap = gaps.varint(targetLength - end, "gap before a cover");
            System.arraycopy(level.literals.bytes(), literals.skip(gap), into, end, gap);
            int start = end + gap;
            int length = lengths.varint(targetLength - start - 1, "length of a cover") + 1;
            // Sums may wrap around; what counts is whether the result is inside the reference.
            shift += shifts.signed();
            long from = positions.at(start) + shift;
            if (from < 0 || from > reference.size() - length) {
                throw shifts.corrupt(
                        "a cover of "
                                + length
                                + " bytes at "
                                + from
                                + " of a reference of "
                                + reference.size()
                                + " bytes");
            }
            reference.copy(from, into, start, length);
            diffs.apply(into, start, length);
            covers.add(start, length, from, false);
            end = start + length;
        }
        int rest = targetLength - end;
        System.arraycopy(level.literals.bytes(), literals.skip(rest), into, end, rest);
        lengths.requireEnd();
        shifts.requireEnd();
        literals.requireEnd();
        diffs.requireEnd();
    }

    @Override
    public void close() {
        sections.close();
    }
}
