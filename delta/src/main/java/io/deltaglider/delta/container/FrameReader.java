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
    private final SectionedLevelReader sectioned = new SectionedLevelReader();
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
        return switch (header.kind()) {
            case Format.KIND_COVERS -> {
                LevelReader.Level level = levels.sections(body, header.targetLength());
                body.requireEnd();
                yield new FrameSummary(
                        "covers",
                        offset,
                        header.storedLength(),
                        targetStart,
                        header.targetLength(),
                        header.targetLength(),
                        0,
                        level.summary());
            }
            case Format.KIND_STREAMS -> {
                int streams = StreamTableCoding.read(body, sections, referenceSize).count();
                yield new FrameSummary(
                        "streams",
                        offset,
                        header.storedLength(),
                        targetStart,
                        0,
                        0,
                        streams,
                        List.of());
            }
            case Format.KIND_PREFIXED -> plain("prefixed", header, body, offset, targetStart);
            case Format.KIND_COPIED -> plain("copied", header, body, offset, targetStart);
            default -> opened(header, body, offset, targetStart);
        };
    }

    private static FrameSummary plain(
            String kind, FrameHeader header, ByteCursor body, long offset, long targetStart)
            throws CorruptDeltaException {
        int length = body.skip(body.remaining());
        return new FrameSummary(
                kind,
                offset,
                header.storedLength(),
                targetStart,
                header.targetLength(),
                header.targetLength(),
                0,
                List.of(part(kind, header.targetLength(), length)));
    }

    /** What is in a modelled level shows only when it is decoded, which takes the reference. */
    private FrameSummary opened(FrameHeader header, ByteCursor body, long offset, long targetStart)
            throws CorruptDeltaException {
        List<FrameSummary.SectionSummary> parts = new ArrayList<>();
        boolean isPacked = header.kind() == Format.KIND_PACKED;
        int start = body.position();
        if (header.isSectioned()) {
            FrameDecoder.literalsBack(body);
        }
        if (isPacked || header.isSectioned()) {
            int literals = body.varint(Format.MAX_UNPACKED_LENGTH, "length of literals");
            body.skip(body.varint(body.remaining(), "stored length of the literals"));
            parts.add(part("literals", literals, body.position() - start));
            start = body.position();
        }
        Shape shape = OpenedFrameReader.shape(body, sections);
        parts.add(part("shape", body.position() - start, body.position() - start));
        if (header.isSectioned()) {
            List<SectionReader.Section> level = sectioned.sections(body, shape.length());
            for (int i = 0; i < level.size(); i++) {
                SectionReader.Section section = level.get(i);
                parts.add(
                        part(
                                SectionedLevelReader.names().get(i),
                                section.bytes().length,
                                section.storedLength()));
            }
        } else if (!isPacked) {
            start = body.position();
            body.skip(body.varint(body.remaining(), "length of the modelled part of a level"));
            parts.add(part("modelled", body.position() - start, body.position() - start));
            SectionReader.Section apart =
                    sections.read(body, shape.length(), "literals kept apart");
            parts.add(part("literals", apart.bytes().length, apart.storedLength()));
        }
        start = body.position();
        for (int i = shape.tiedCount(); i >= 0; i--) {
            body.skip(body.varint(body.remaining(), "length of corrections"));
        }
        body.requireEnd();
        parts.add(part("recipes", body.position() - start, body.position() - start));
        return new FrameSummary(
                isPacked ? "packed" : "opened",
                offset,
                header.storedLength(),
                targetStart,
                header.targetLength(),
                shape.length(),
                shape.count(),
                parts);
    }

    private static FrameSummary.SectionSummary part(String name, int length, int storedLength) {
        return new FrameSummary.SectionSummary(name, length, storedLength);
    }

    @Override
    public void close() {
        levels.close();
        sections.close();
        sectioned.close();
    }
}
