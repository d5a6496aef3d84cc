package io.deltaglider.delta.container;

import io.deltaglider.delta.CorruptDeltaException;
import io.deltaglider.delta.level.Covers;
import io.deltaglider.delta.level.PagedReference;
import io.deltaglider.delta.level.Positions;
import io.deltaglider.delta.level.Shape;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** Decodes frames of version 1, and looks into frames of all kinds. Keeps its buffers. Not safe for use by several threads. */
final class FrameReader implements Closeable {
    private final LevelReader levels = new LevelReader();
    private final SectionReader sections = new SectionReader();
    private final Covers covers = new Covers();

    /**
     * Decodes the body of a frame of covers.
     *
     * @param targetStart where the frame begins in the target
     * @return the frame's target bytes
     */
    byte[] read(FrameHeader header, ByteCursor body, long targetStart, PagedReference reference)
            throws IOException {
        byte[] target = new byte[header.targetLength()];
        levels.read(
                body,
                header.targetLength(),
                Positions.from(targetStart),
                reference,
                target,
                covers);
        body.requireEnd();
        return target;
    }

    /** Looks into a frame's body without rebuilding the target. */
    FrameSummary summarize(
            FrameHeader header, ByteCursor body, long offset, long targetStart, long referenceSize)
            throws CorruptDeltaException {
        String kind = "covers";
        int length = header.targetLength();
        if (header.kind() == Format.KIND_STREAMS) {
            StreamTableCoding.read(body, sections, referenceSize);
            return summary(header, "streams", offset, targetStart, 0, null);
        }
        if (header.kind() != Format.KIND_COVERS) {
            Shape shape = ShapeReader.read(body, sections);
            length = shape.length();
            kind = "opened";
        }
        LevelReader.Level level = levels.sections(body, length);
        if (header.kind() == Format.KIND_COVERS) {
            body.requireEnd();
        }
        return summary(header, kind, offset, targetStart, length, level);
    }

    private static FrameSummary summary(
            FrameHeader header,
            String kind,
            long offset,
            long targetStart,
            int unpackedLength,
            LevelReader.@org.jspecify.annotations.Nullable Level level) {
        return new FrameSummary(
                kind,
                offset,
                header.storedLength(),
                targetStart,
                header.targetLength(),
                unpackedLength,
                level == null ? 0 : level.coverCount(),
                level == null ? 0 : level.diffs.bytes().length,
                level == null ? 0 : level.literals.bytes().length,
                level == null ? List.of() : level.summary());
    }

    @Override
    public void close() {
        levels.close();
        sections.close();
    }
}
