package io.deltaglider.delta;

import io.deltaglider.delta.container.EncodedFrame;
import io.deltaglider.delta.container.FrameWriter;
import io.deltaglider.delta.level.Covers;
import io.deltaglider.delta.level.PagedReference;
import io.deltaglider.delta.match.Matcher;
import io.deltaglider.delta.match.SharedIndex;

import java.io.Closeable;
import java.io.IOException;

/** What one thread needs to encode frames: matching, then coding. Keeps its buffers from frame to frame. Not safe for use by several threads. */
final class FrameEncoder implements Closeable {
    private final Content target;
    private final PagedReference reference;
    private final Matcher matcher;
    private final FrameWriter writer;
    private final Covers covers = new Covers();
    private final byte[] buffer;

    FrameEncoder(
            Content reference, Content target, SharedIndex index, Effort effort, int frameLength) {
        this.target = target;
        this.reference = new PagedReference(reference);
        this.matcher = new Matcher(this.reference, index);
        this.writer = new FrameWriter(effort);
        this.buffer = new byte[(int) Math.min(frameLength, target.size())];
    }

    EncodedFrame encode(long start, int length) throws IOException {
        target.read(start, buffer, 0, length);
        matcher.match(buffer, length, start, covers);
        return writer.write(buffer, length, start, covers, reference);
    }

    @Override
    public void close() {
        writer.close();
    }
}
