package io.deltaglider.delta.container;

import io.deltaglider.delta.CorruptDeltaException;
import io.deltaglider.delta.container.FrameSummary.SectionSummary;
import io.deltaglider.delta.container.SectionReader.Section;
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
        if (header.kind() == Format.KIND_STREAMS) {
            StreamTableCoding.read(body, sections, referenceSize);
            return new FrameSummary(
                    "streams",
                    offset,
                    header.storedLength(),
                    targetStart,
                    header.targetLength(),
                    0,
                    0,
                    0,
                    0,
                    List.of());
        }
        if (header.kind() != Format.KIND_COVERS) {
            return summarizeOpened(header, body, offset, targetStart);
        }
        LevelReader.Level level = levels.sections(body, header.targetLength());
        body.requireEnd();
        return new FrameSummary(
                "covers",
                offset,
                header.storedLength(),
                targetStart,
                header.targetLength(),
                header.targetLength(),
                level.coverCount(),
                level.diffs.bytes().length,
                level.literals.bytes().length,
                level.summary());
    }

    /** What is modelled can be told apart only with the reference, so only the literals beside it are counted. */
    private FrameSummary summarizeOpened(
            FrameHeader header, ByteCursor body, long offset, long targetStart)
            throws CorruptDeltaException {
        int start = body.position();
        Shape shape = ShapeReader.read(body, sections);
        int shapeEnd = body.position();
        body.take(body.varint(body.remaining(), "length of the modelled part of a level"));
        int modelEnd = body.position();
        Section literals = sections.read(body, shape.length(), "literals kept apart");
        return new FrameSummary(
                "opened",
                offset,
                header.storedLength(),
                targetStart,
                header.targetLength(),
                shape.length(),
                0,
                0,
                literals.bytes().length,
                List.of(
                        new SectionSummary("shape", shapeEnd - start, shapeEnd - start),
                        new SectionSummary("modelled", modelEnd - shapeEnd, modelEnd - shapeEnd),
                        new SectionSummary(
                                "literals", literals.bytes().length, literals.storedLength()),
                        new SectionSummary("recipes", body.remaining(), body.remaining())));
    }

    @Override
    public void close() {
        levels.close();
        sections.close();
    }
}
