package io.deltaglider.delta.container;

import io.deltaglider.delta.Content;

import java.io.IOException;
import java.nio.file.Path;

/** A range of the target from a forward pass: frames before it are passed over where they stand alone, frames after it are not read. */
final class ForwardRangeStream extends FrameStream {
    private final DeltaReader reader;
    private final FrameDecoder decoder;
    private final long offset;
    private final long end;

    /** The range must lie inside the target. Closing this closes neither. */
    ForwardRangeStream(
            DeltaReader reader, Content reference, long offset, long length, Path temporaryFolder) {
        this.reader = reader;
        this.decoder = new FrameDecoder(reference, reader.version(), temporaryFolder);
        this.offset = offset;
        this.end = offset + length;
    }

    @Override
    protected boolean next() throws IOException {
        while (reader.targetPosition() < end && offset < end) {
            long start = reader.targetPosition();
            FrameHeader frame = reader.frameHeader();
            ByteCursor body = reader.body(frame);
            if (frame.kind() == Format.KIND_STREAMS) {
                reader.requireFirst(body);
                decoder.streams(frame, body);
                continue;
            }
            byte[] literals = decoder.literals(frame, body);
            boolean isBefore = start + frame.targetLength() <= offset;
            if (isBefore && frame.standsAlone()) {
                continue;
            }
            byte[] bytes = decoder.finish(decoder.decode(frame, body, literals, start));
            if (!isBefore) {
                int from = (int) Math.max(0, offset - start);
                int to = (int) Math.min(frame.targetLength(), end - start);
                offer(bytes, from, to);
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() throws IOException {
        decoder.close();
    }
}
