package io.deltaglider.delta.container;

import io.deltaglider.delta.CorruptDeltaException;
import io.deltaglider.delta.level.Covers;
import io.deltaglider.delta.level.PagedReference;
import io.deltaglider.delta.level.Positions;

import java.io.Closeable;
import java.io.IOException;
import java.util.zip.CRC32C;

/** Decodes frames. Keeps its buffer. Not safe for use by several threads. */
final class FrameReader implements Closeable {
    private final LevelReader levels = new LevelReader();
    private final Covers covers = new Covers();
    private byte[] target = new byte[0];

    /**
     * Decodes a frame's body.
     *
     * @param targetStart where the frame begins in the target
     * @return an array that begins with the frame's bytes; valid until the next call
     */
    byte[] read(FrameHeader header, ByteCursor body, long targetStart, PagedReference reference)
            throws IOException {
        if (target.length < header.targetLength()) {
            target = new byte[header.targetLength()];
        }
        levels.read(
                body,
                header.targetLength(),
                Positions.from(targetStart),
                reference,
                target,
                covers);
        body.requireEnd();
        CRC32C crc = new CRC32C();
        crc.update(target, 0, header.targetLength());
        if ((int) crc.getValue() != header.crc()) {
            throw body.corrupt(
                    "the target bytes "
                            + targetStart
                            + " to "
                            + (targetStart + header.targetLength())
                            + " do not match their checksum: the file is damaged, or the reference"
                            + " is not the one it was made against");
        }
        return target;
    }

    /** Looks into a frame's body without rebuilding the target. */
    FrameSummary summarize(FrameHeader header, ByteCursor body, long offset, long targetStart)
            throws CorruptDeltaException {
        LevelReader.Level level = levels.sections(body, header.targetLength());
        body.requireEnd();
        return new FrameSummary(
                "covers",
                offset,
                header.storedLength(),
                targetStart,
                header.targetLength(),
                level.coverCount(),
                level.diffs.bytes().length,
                level.literals.bytes().length,
                level.summary());
    }

    @Override
    public void close() {
        levels.close();
    }
}
