package io.deltaglider.delta.container;

import io.deltaglider.delta.CorruptDeltaException;
import io.deltaglider.delta.level.Covers;
import io.deltaglider.delta.level.PagedReference;
import io.deltaglider.delta.level.Positions;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Rebuilds levels that {@link SectionedLevelWriter} wrote. Not safe for use by several threads. */
final class SectionedLevelReader implements Closeable {
    private static final List<String> NAMES =
            List.of(
                    "kinds of covers",
                    "gaps between covers",
                    "lengths of covers",
                    "changes of shift",
                    "bytes without a difference",
                    "runs of differences",
                    "differences");

    private final SectionReader sections = new SectionReader();
    private final RecentShifts shifts = new RecentShifts();

    /** The sections of a level of so many bytes, in their order; literals are elsewhere. */
    List<SectionReader.Section> sections(ByteCursor cursor, int length)
            throws CorruptDeltaException {
        List<SectionReader.Section> all = new ArrayList<>();
        long budget = Format.maxSectionedLength(length);
        for (String name : NAMES) {
            SectionReader.Section section = sections.read(cursor, budget, name);
            budget -= section.bytes().length;
            all.add(section);
        }
        return all;
    }

    /** What the sections hold, as words for people, in their order. */
    static List<String> names() {
        return NAMES;
    }

    /**
     * Fills {@code into[0 .. length)}.
     *
     * @param positions what the shifts of covers count from
     * @param literalBytes all literals of the level
     * @param covers is cleared, then filled with the covers of the level
     */
    void read(
            ByteCursor cursor,
            int length,
            Positions positions,
            byte[] literalBytes,
            PagedReference reference,
            Covers covers,
            byte[] into)
            throws IOException {
        long offset = cursor.filePosition();
        List<SectionReader.Section> decoded = sections(cursor, length);
        List<ByteCursor> cursors = new ArrayList<>();
        for (int i = 0; i < decoded.size(); i++) {
            cursors.add(ByteCursor.ofDecoded(decoded.get(i).bytes(), offset, NAMES.get(i)));
        }
        ByteCursor kinds = cursors.get(0);
        ByteCursor gaps = cursors.get(1);
        ByteCursor lengths = cursors.get(2);
        ByteCursor changes = cursors.get(3);
        DiffReader differences =
                new DiffReader(
                        cursors.get(4), cursors.get(5), cursors.get(6), decoded.get(6).bytes());
        ByteCursor literals = ByteCursor.ofDecoded(literalBytes, offset, "literals");
        covers.clear();
        shifts.reset();
        int end = 0;
        while (kinds.remaining() > 0) {
            int kind = kinds.u8();
            int gap = gaps.varint(length - end, "gap before a cover");
            int start = end + gap;
            System.arraycopy(literalBytes, literals.skip(gap), into, end, gap);
            int n = lengths.varint(length - start - 1, "length of a cover") + 1;
            shift(kinds, kind & ~SectionedLevelWriter.DIFFERS, gap, changes);
            long from = positions.at(start) + shifts.shift();
            if (from < 0 || from > reference.size() - n) {
                throw changes.corruptOrOtherReference(
                        "a cover of "
                                + n
                                + " bytes at "
                                + from
                                + " of a reference of "
                                + reference.size()
                                + " bytes");
            }
            reference.copy(from, into, start, n);
            boolean differs = (kind & SectionedLevelWriter.DIFFERS) != 0;
            if (differs) {
                differences.apply(into, start, n);
            }
            covers.add(start, n, from, !differs);
            end = start + n;
        }
        int rest = length - end;
        System.arraycopy(literalBytes, literals.skip(rest), into, end, rest);
        gaps.requireEnd();
        lengths.requireEnd();
        changes.requireEnd();
        differences.requireEnd();
        literals.requireEnd();
    }

    private void shift(ByteCursor kinds, int kind, int gap, ByteCursor changes)
            throws CorruptDeltaException {
        if (kind >= RecentShifts.KINDS) {
            throw kinds.corrupt("a cover of unknown kind " + kind);
        }
        if (kind == RecentShifts.NEW) {
            shifts.change(changes.signed());
        } else {
            shifts.follow(kind, gap);
        }
    }

    @Override
    public void close() {
        sections.close();
    }
}
