package io.deltaglider.delta.container;

import io.deltaglider.delta.Content;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/** A range of the target, through the index: only the frames that hold it, or lead to it, are read. Each is checked by its own checksum. */
final class RangeStream extends FrameStream {
    private static final int LONGEST_NUMBER = 9;

    private final Content file;
    private final FrameIndex index;
    private final FrameDecoder decoder;
    private final FrameQueue queue;
    private final long end;
    private final long offset;
    private long position;
    private int nextFrame = -1;

    /** The last frame in sections whose literals were read. */
    private int lastLiterals = -1;

    /**
     * The range must lie inside the target. Closing this closes neither content.
     *
     * @param version of the format of the file
     */
    RangeStream(
            Content file,
            int version,
            FrameIndex index,
            Content reference,
            long offset,
            long length,
            Path temporaryFolder) {
        this.file = file;
        this.index = index;
        this.decoder = new FrameDecoder(reference, version, temporaryFolder);
        this.queue = new FrameQueue(decoder, this::nextFrame);
        this.offset = offset;
        this.position = -1;
        this.end = offset + length;
    }

    private FrameQueue.@Nullable Frame nextFrame() throws IOException {
        if (offset == end) {
            return null;
        }
        if (nextFrame < 0) {
            start();
        }
        if (nextFrame == index.count() || index.targetOffset(nextFrame) >= end) {
            return null;
        }
        int number = nextFrame++;
        FrameHeader header = header(number);
        ByteCursor body = body(number, header);
        if (header.isSectioned()) {
            readLiteralsBefore(number, header);
        }
        boolean isOnly =
                position == index.targetOffset(number) && index.targetOffset(nextFrame) >= end;
        return new FrameQueue.Frame(header, body, index.targetOffset(number), isOnly);
    }

    /** Has the decoder read the literals that those of a frame go on from, but for those that it has read already. */
    private void readLiteralsBefore(int number, FrameHeader header) throws IOException {
        Deque<Integer> missing = new ArrayDeque<>();
        int frame = number;
        FrameHeader at = header;
        while (true) {
            ByteCursor start = start(frame, at);
            int back = FrameDecoder.literalsBack(start);
            if (back == 0 || frame - back == lastLiterals) {
                break;
            }
            if (back > frame) {
                throw start.corrupt("literals continue a frame before the first one");
            }
            frame -= back;
            at = header(frame);
            if (!at.isSectioned()) {
                throw start.corrupt("literals continue a frame that has none");
            }
            missing.push(frame);
        }
        for (int earlier : missing) {
            FrameHeader of = header(earlier);
            decoder.literals(of, body(earlier, of));
        }
        lastLiterals = number;
    }

    /** Finds the frame to begin with, and reads the table of streams. */
    private void start() throws IOException {
        int number = index.frameAt(offset);
        FrameHeader header = header(number);
        while (header.continues() && number > 0) {
            number--;
            header = header(number);
        }
        nextFrame = number;
        position = index.targetOffset(number);
        if (!index.hasTarget(0)) {
            FrameHeader first = header(0);
            if (first.kind() == Format.KIND_STREAMS) {
                decoder.streams(first, body(0, first));
                nextFrame = Math.max(number, 1);
            }
        }
    }

    private FrameHeader header(int number) throws IOException {
        long fileStart = index.fileOffset(number);
        int targetLength = (int) (index.targetOffset(number + 1) - index.targetOffset(number));
        long storedLength = index.fileOffset(number + 1) - fileStart;
        byte[] head = new byte[1 + Format.FRAME_HEADER_LENGTH];
        ByteCursor cursor = new ByteCursor(head, 0, head.length, fileStart, "frame");
        if (storedLength < head.length) {
            throw cursor.corrupt("the index gives a frame length of " + storedLength + " bytes");
        }
        file.read(fileStart, head, 0, head.length);
        FrameHeader header = FrameHeader.read(cursor.u8(), cursor, targetLength);
        if (header.targetLength() != targetLength || header.storedLength() != storedLength) {
            throw cursor.corrupt("the frame does not match the index");
        }
        return header;
    }

    private ByteCursor body(int number, FrameHeader header) throws IOException {
        return body(number, header.bodyLength());
    }

    /** As many bytes of a frame's body as a number may have. */
    private ByteCursor start(int number, FrameHeader header) throws IOException {
        return body(number, Math.min(header.bodyLength(), LONGEST_NUMBER));
    }

    private ByteCursor body(int number, int length) throws IOException {
        long start = index.fileOffset(number) + 1 + Format.FRAME_HEADER_LENGTH;
        byte[] body = new byte[length];
        file.read(start, body, 0, length);
        return new ByteCursor(body, 0, length, start, "frame");
    }

    @Override
    protected boolean next() throws IOException {
        byte[] bytes = queue.next();
        if (bytes == null) {
            return false;
        }
        int from = Math.clamp(offset - position, 0, bytes.length);
        int to = (int) Math.min(bytes.length, end - position);
        position += bytes.length;
        offer(bytes, from, Math.max(from, to));
        return true;
    }

    /** How often a stream of the reference was inflated. */
    int inflated() {
        return decoder.inflated();
    }

    @Override
    public void close() throws IOException {
        queue.close();
    }
}
