package io.deltaglider.delta.container;

import io.deltaglider.delta.CorruptDeltaException;
import io.deltaglider.delta.container.SectionReader.Section;
import io.deltaglider.delta.level.Covers;
import io.deltaglider.delta.level.PagedReference;
import io.deltaglider.delta.level.Positions;
import io.deltaglider.delta.mixing.BitCoder;

import java.io.Closeable;
import java.io.IOException;

/** Rebuilds levels that {@link ModelledLevelWriter} wrote. Not safe for use by several threads. */
final class ModelledLevelReader implements Closeable {
    private final SectionReader sections = new SectionReader();
    private final LevelModel model = new LevelModel();

    /**
     * Fills {@code into[0 .. length)}.
     *
     * @param positions what the shifts of covers count from
     * @param covers is cleared, then filled with the covers of the level
     */
    void read(
            ByteCursor cursor,
            int length,
            Positions positions,
            PagedReference reference,
            Covers covers,
            byte[] into)
            throws IOException {
        covers.clear();
        int coded = cursor.varint(cursor.remaining(), "length of the modelled part of a level");
        byte[] modelled = cursor.take(coded);
        Section literals = sections.read(cursor, length, "literals kept apart");
        ApartLiterals apart = ApartLiterals.from(literals.bytes());
        BitCoder coder = BitCoder.reader(modelled, 0, coded);
        try {
            model.code(coder, into, length, positions, covers, apart, reference);
        } catch (CorruptDeltaException e) {
            throw cursor.corruptOrOtherReference("in a level, " + e.getMessage(), e);
        }
        if (!coder.isAtEnd() || !apart.isAtEnd()) {
            throw cursor.corruptOrOtherReference("unused bytes at the end of a level");
        }
    }

    @Override
    public void close() {
        sections.close();
    }
}
