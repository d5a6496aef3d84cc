package io.deltaglider.delta.container;

import io.deltaglider.delta.Effort;
import io.deltaglider.delta.level.Covers;
import io.deltaglider.delta.level.PagedReference;
import io.deltaglider.delta.level.Positions;

import java.io.Closeable;
import java.io.IOException;
import java.util.zip.CRC32C;

/** Codes one frame after the other. Keeps its buffers. Not safe for use by several threads. */
public final class FrameWriter implements Closeable {
    private final LevelWriter levels;
    private final ByteBuilder frame = new ByteBuilder(1 << 16);

    public FrameWriter(Effort effort) {
        levels = new LevelWriter(effort);
    }

    /**
     * Codes {@code target[0 .. length)}, which begins at {@code targetStart} of the whole target.
     *
     * @param length 1 to {@link Format#FRAME_LENGTH}
     */
    public EncodedFrame write(
            byte[] target, int length, long targetStart, Covers covers, PagedReference reference)
            throws IOException {
        CRC32C crc = new CRC32C();
        crc.update(target, 0, length);
        frame.clear();
        new FrameHeader(Format.KIND_COVERS, length, 0, (int) crc.getValue()).write(frame);
        int bodyStart = frame.length();
        levels.write(
                target, length, () -> Positions.from(targetStart), covers, reference, frame);
        FrameHeader.setBodyLength(frame, frame.length() - bodyStart);
        return new EncodedFrame(length, frame.toByteArray());
    }

    @Override
    public void close() {
        levels.close();
    }
}
