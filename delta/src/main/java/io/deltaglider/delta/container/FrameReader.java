package io.deltaglider.delta.container;

import io.deltaglider.delta.CorruptDeltaException;
import io.deltaglider.delta.level.Covers;
import io.deltaglider.delta.level.PagedReference;
import io.deltaglider.delta.level.Positions;
import io.deltaglider.delta.level.Shape;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
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
        int length = header.targetLength();
        if (header.kind() == Format.KIND_STREAMS) {
            StreamTableCoding.read(body, sections, referenceSize);
            return summary(header, "streams", offset, targetStart, 0, null);
        }
        if (header.kind() != Format.KIND_COVERS) {
            return opened(header, body, offset, targetStart);
        }
        LevelReader.Level level = levels.sections(body, length);
        body.requireEnd();
        return summary(header, "covers", offset, targetStart, length, level);
    }

    /** What is in a modelled level shows only when it is decoded, which takes the reference. */
    private FrameSummary opened(FrameHeader header, ByteCursor body, long offset, long targetStart)
            throws CorruptDeltaException {
        List<FrameSummary.SectionSummary> parts = new ArrayList<>();
        boolean isPacked = header.kind() == Format.KIND_PACKED;
        int literals = 0;
        if (isPacked) {
            int start = body.position();
            literals = body.varint(Format.MAX_UNPACKED_LENGTH, "unpacked length of a frame");
            body.take(body.varint(body.remaining(), "stored length of the literals"));
            parts.add(part("literals", literals, body.position() - start));
        }
        int start = body.position();
        Shape shape = ShapeReader.read(body, sections);
        parts.add(part("shape", body.position() - start, body.position() - start));
        if (!isPacked) {
            start = body.position();
            body.take(body.varint(body.remaining(), "length of the modelled part of a level"));
            parts.add(part("modelled", body.position() - start, body.position() - start));
            SectionReader.Section apart =
                    sections.read(body, shape.length(), "literals kept apart");
            literals = apart.bytes().length;
            parts.add(part("literals", literals, apart.storedLength()));
        }
        start = body.position();
        while (body.remaining() > 0) {
            body.take(body.varint(body.remaining(), "length of corrections"));
        }
        parts.add(part("recipes", body.position() - start, body.position() - start));
        return new FrameSummary(
                isPacked ? "packed" : "opened",
                offset,
                header.storedLength(),
                targetStart,
                header.targetLength(),
                shape.length(),
                0,
                0,
                literals,
                parts);
    }

    private static FrameSummary.SectionSummary part(String name, int length, int storedLength) {
        return new FrameSummary.SectionSummary(name, length, storedLength);
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
