package io.deltaglider.delta.container;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.level.PagedReference;

import java.io.IOException;

/** A range of the target, through the index: only the frames that hold it are read. Each is checked by its own checksum. */
final class RangeStream extends FrameStream {
    private final Content file;
    private final FrameIndex index;
    private final PagedReference reference;
    private final FrameReader frames = new FrameReader();
    private final long end;
    private long position;

    /** The range must lie inside the target. Closing this closes neither content. */
    RangeStream(Content file, FrameIndex index, Content reference, long offset, long length) {
        this.file = file;
        this.index = index;
        this.reference = new PagedReference(reference);
        this.position = offset;
        this.end = offset + length;
    }

    @Override
    protected boolean next() throws IOException {
        if (position == end) {
            return false;
        }
        int number = index.frameAt(position);
        long fileStart = index.fileOffset(number);
        long targetStart = index.targetOffset(number);
        int targetLength = (int) (index.targetOffset(number + 1) - targetStart);
        long storedLength = index.fileOffset(number + 1) - fileStart;
        byte[] head = new byte[1 + Format.FRAME_HEADER_LENGTH];
        ByteCursor cursor = new ByteCursor(head, 0, head.length, fileStart, "frame");
        if (storedLength < head.length) {
            throw cursor.corrupt("the index tells a frame of " + storedLength + " bytes");
        }
        file.read(fileStart, head, 0, head.length);
        FrameHeader header = FrameHeader.read(cursor.u8(), cursor, targetLength);
        if (header.targetLength() != targetLength || header.storedLength() != storedLength) {
            throw cursor.corrupt("the frame is not as the index tells it");
        }
        byte[] body = new byte[header.bodyLength()];
        file.read(fileStart + head.length, body, 0, body.length);
        byte[] bytes =
                frames.read(
                        header,
                        new ByteCursor(body, 0, body.length, fileStart + head.length, "frame"),
                        targetStart,
                        reference);
        int from = (int) (position - targetStart);
        int to = (int) Math.min(targetLength, end - targetStart);
        offer(bytes, from, to);
        position = targetStart + to;
        return true;
    }

    @Override
    public void close() {
        frames.close();
    }
}
