package io.deltaglider.delta.container;

import io.deltaglider.delta.Effort;
import io.deltaglider.delta.level.Covers;
import io.deltaglider.delta.level.PagedReference;
import io.deltaglider.delta.level.Positions;

import java.io.Closeable;
import java.io.IOException;
import java.util.function.Supplier;

/**
 * Codes a level: a stretch of target as covers of a reference, differences and literals, each kind of number apart.
 * Keeps its buffers from one level to the next. Not safe for use by several threads.
 */
final class LevelWriter implements Closeable {
    private final SectionWriter sections;
    private final ByteBuilder gaps = new ByteBuilder(1 << 12);
    private final ByteBuilder lengths = new ByteBuilder(1 << 12);
    private final ByteBuilder shifts = new ByteBuilder(1 << 12);
    private final ByteBuilder literals = new ByteBuilder(1 << 16);
    private final DiffWriter diffs = new DiffWriter();

    LevelWriter(Effort effort) {
        sections = new SectionWriter(effort);
    }

    /**
     * Appends the level.
     *
     * @param positions what the shifts of covers count from
     */
    void write(
            byte[] target,
            int length,
            Supplier<Positions> positions,
            Covers covers,
            PagedReference reference,
            ByteBuilder out)
            throws IOException {
        collect(target, length, positions.get(), covers, reference);
        long total =
                (long) gaps.length()
                        + lengths.length()
                        + shifts.length()
                        + diffs.length()
                        + literals.length();
        if (total > Format.maxSectionsLength(length)) {
            collect(target, length, positions.get(), new Covers(), reference);
        }
        write(gaps, out);
        write(lengths, out);
        write(shifts, out);
        write(diffs.runs(), out);
        write(diffs.bytes(), out);
        write(literals, out);
    }

    private void write(ByteBuilder section, ByteBuilder out) {
        sections.write(section.array(), section.length(), out);
    }

    private void collect(
            byte[] target, int length, Positions positions, Covers covers, PagedReference reference)
            throws IOException {
        gaps.clear();
        lengths.clear();
        shifts.clear();
        literals.clear();
        diffs.clear();
        int end = 0;
        long shift = 0;
        for (int i = 0; i < covers.count(); i++) {
            int start = covers.start(i);
            gaps.putVarint(start - end);
            lengths.putVarint(covers.length(i) - 1);
            long newShift = covers.from(i) - positions.at(start);
            shifts.putSigned(newShift - shift);
            shift = newShift;
            literals.put(target, end, start - end);
            if (covers.isExact(i)) {
                diffs.same(covers.length(i));
            } else {
                diffs.add(target, start, covers.length(i), covers.from(i), reference);
            }
            end = covers.end(i);
        }
        literals.put(target, end, length - end);
    }

    @Override
    public void close() {
        sections.close();
    }
}
