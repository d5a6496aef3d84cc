package io.deltaglider.delta.container;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.level.PagedReference;

import java.io.IOException;

/** A range of the target from a forward pass: frames before it are passed over, frames after it are not read. */
final class ForwardRangeStream extends FrameStream {
    private final DeltaReader reader;
    private final PagedReference reference;
    private final long offset;
    private final long end;

    /** The range must lie inside the target. Closing this closes neither. */
    ForwardRangeStream(DeltaReader reader, Content reference, long offset, long length) {
        this.reader = reader;
        this.reference = new PagedReference(reference);
        this.offset = offset;
        this.end = offset + length;
    }

    @Override
    protected boolean next() throws IOException {
        while (reader.targetPosition() < end && offset < end) {
            long start = reader.targetPosition();
            FrameHeader frame = reader.frameHeader();
            if (start + frame.targetLength() <= offset) {
                reader.skip(frame);
                continue;
            }
            byte[] bytes = reader.decode(frame, reference);
            int from = (int) Math.max(0, offset - start);
            int to = (int) Math.min(frame.targetLength(), end - start);
            offer(bytes, from, to);
            return true;
        }
        return false;
    }
}
