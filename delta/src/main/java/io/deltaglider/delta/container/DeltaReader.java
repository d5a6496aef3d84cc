package io.deltaglider.delta.container;

import io.deltaglider.delta.CorruptDeltaException;
import io.deltaglider.delta.DeltaHeader;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32C;

/**
 * A delta file read in one forward pass: the header at once, then frame by frame, then index and trailer. Not safe for
 * use by several threads.
 */
public final class DeltaReader implements Closeable {
    private final DeltaInput in;
    private final DeltaHeader header;
    private final int version;
    private final long firstFrame;
    private final FrameIndex index;
    private final FrameReader frames;
    private long targetPosition;

    /** Reads the header. Closing this closes the stream. */
    public DeltaReader(InputStream stream) throws IOException {
        in = new DeltaInput(stream);
        HeaderReader.Start start = HeaderReader.read(in);
        header = start.header();
        version = start.version();
        firstFrame = in.position();
        index = new FrameIndex(firstFrame);
        // Last: it holds native memory, which nobody would release if the header were refused.
        frames = new FrameReader();
    }

    public DeltaHeader header() {
        return header;
    }

    /** Version of the format. */
    public int version() {
        return version;
    }

    private long streamsReferenceSize() {
        return header.reference().map(DeltaHeader.ReferenceId::size).orElse(0L);
    }

    /** Bytes of the file read so far. */
    public long position() {
        return in.position();
    }

    /** Where the first frame begins in the file. */
    public long firstFrame() {
        return firstFrame;
    }

    /** Bytes of target that the frames read so far have yielded. */
    public long targetPosition() {
        return targetPosition;
    }

    public boolean atEnd() {
        return targetPosition == header.targetSize();
    }

    /** The header of the next frame, with which the caller goes on to {@link #body} or {@link #skip}. */
    FrameHeader frameHeader() throws IOException {
        ByteCursor kind = in.cursor(1, "next frame");
        int code = kind.u8();
        if (code == Format.KIND_INDEX) {
            throw kind.corrupt(
                    "no more frames, after "
                            + targetPosition
                            + " of "
                            + header.targetSize()
                            + " target bytes");
        }
        ByteCursor rest = in.cursor(Format.FRAME_HEADER_LENGTH, "frame");
        FrameHeader frame = FrameHeader.read(code, rest, header.targetSize() - targetPosition);
        if (version < Format.firstVersion(frame.kind())) {
            throw rest.corrupt("frame kind not allowed in format version " + version);
        }
        return frame;
    }

    /** The body of the frame whose header was read last. */
    ByteCursor body(FrameHeader frame) throws IOException {
        ByteCursor body = in.cursor(frame.bodyLength(), "frame");
        index.add(frame.storedLength(), frame.targetLength());
        targetPosition += frame.targetLength();
        return body;
    }

    /** Looks into the next frame without rebuilding the target. */
    public FrameSummary summarize() throws IOException {
        long offset = in.position();
        long start = targetPosition;
        FrameHeader frame = frameHeader();
        return frames.summarize(frame, body(frame), offset, start, streamsReferenceSize());
    }

    /** Checks that the frame read last is the first of the file. */
    void requireFirst(ByteCursor body) throws CorruptDeltaException {
        if (index.count() != 1) {
            throw body.corrupt("the stream table is not the first frame");
        }
    }

    void skip(FrameHeader frame) throws IOException {
        body(frame);
    }

    /** Reads and checks what follows the last frame. */
    public void finish() throws IOException {
        byte[] expected = index.write();
        ByteCursor cursor = in.cursor(expected.length, "index");
        for (byte b : expected) {
            if (cursor.u8() != (b & 0xFF)) {
                throw cursor.corrupt("the index does not match the frames");
            }
        }
        CRC32C crc = new CRC32C();
        crc.update(expected, 0, expected.length);
        byte[] start = in.read(8, "trailer");
        int fileCrc = (int) in.crc();
        byte[] rest = in.read(8, "trailer");
        byte[] bytes = new byte[Format.TRAILER_LENGTH];
        System.arraycopy(start, 0, bytes, 0, 8);
        System.arraycopy(rest, 0, bytes, 8, 8);
        ByteCursor trailerCursor =
                new ByteCursor(bytes, 0, bytes.length, in.position() - bytes.length, "trailer");
        Trailer trailer = Trailer.read(trailerCursor);
        if (trailer.indexLength() != expected.length
                || trailer.indexCrc() != (int) crc.getValue()) {
            throw trailerCursor.corrupt("the trailer does not match the index");
        }
        if (trailer.fileCrc() != fileCrc) {
            throw trailerCursor.corrupt("the file does not match its checksum");
        }
        in.requireEnd();
    }

    @Override
    public void close() throws IOException {
        frames.close();
        in.close();
    }
}
