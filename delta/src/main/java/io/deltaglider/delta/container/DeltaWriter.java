package io.deltaglider.delta.container;

import io.deltaglider.delta.DeltaHeader;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.CRC32C;

/** Writes a delta file: header, frames in order, index, trailer. Does not close the output. Not safe for use by several threads. */
public final class DeltaWriter {
    private final OutputStream out;
    private final long sizeLimit;
    private final long mostBehindHeader;
    private boolean exceedsFrames;
    private final CRC32C crc = new CRC32C();
    private final FrameIndex index;
    private final long headerLength;
    private long written;

    /**
     * Writes the header.
     *
     * @param sizeLimit bytes that the file may have
     * @param mostBehindHeader bytes that frames may have in all
     */
    public DeltaWriter(DeltaHeader header, long sizeLimit, long mostBehindHeader, OutputStream out)
            throws IOException {
        this.out = out;
        this.sizeLimit = sizeLimit;
        byte[] bytes = HeaderWriter.write(header);
        write(bytes, bytes.length);
        headerLength = written;
        this.mostBehindHeader = mostBehindHeader;
        index = new FrameIndex(written);
    }

    /** Bytes written so far. */
    public long written() {
        return written;
    }

    /** Whether a frame was refused because all frames together would have had more bytes than they may. */
    public boolean exceedsFrames() {
        return exceedsFrames;
    }

    /** Writes a frame; {@code false} if the file would then be larger than it may be. */
    public boolean write(EncodedFrame frame) throws IOException {
        index.add(frame.bytes().length, frame.targetLength());
        long size = written + frame.bytes().length;
        if (size > sizeLimit) {
            return false;
        }
        if (size - headerLength > mostBehindHeader) {
            exceedsFrames = true;
            return false;
        }
        write(frame.bytes(), frame.bytes().length);
        return true;
    }

    /** Writes index and trailer; {@code false} if the file would then be larger than it may be. */
    public boolean finish() throws IOException {
        byte[] bytes = index.write();
        if (written + bytes.length + Format.TRAILER_LENGTH > sizeLimit) {
            return false;
        }
        write(bytes, bytes.length);
        CRC32C indexCrc = new CRC32C();
        indexCrc.update(bytes, 0, bytes.length);
        ByteBuilder trailer = new ByteBuilder(Format.TRAILER_LENGTH);
        trailer.putInt(bytes.length);
        trailer.putInt((int) indexCrc.getValue());
        crc.update(trailer.array(), 0, trailer.length());
        trailer.putInt((int) crc.getValue());
        trailer.putInt(Format.END_MARK);
        out.write(trailer.array(), 0, trailer.length());
        written += trailer.length();
        return true;
    }

    private void write(byte[] bytes, int length) throws IOException {
        out.write(bytes, 0, length);
        crc.update(bytes, 0, length);
        written += length;
    }
}
