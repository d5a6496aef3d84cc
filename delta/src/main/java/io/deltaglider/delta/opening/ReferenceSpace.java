package io.deltaglider.delta.opening;

import io.deltaglider.delta.Content;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What the addresses of a delta file mean: the reference's own bytes, and behind them the contents of those of its streams that were opened,
 * in the order in which they were. Grows while streams are opened. Safe for use by many threads.
 */
public final class ReferenceSpace implements Content {
    private final List<Part> parts = new CopyOnWriteArrayList<>();

    private record Part(long start, long end, Content content) {}

    ReferenceSpace(Content reference) {
        add(reference);
    }

    /** Puts a content behind all that is there, which from now on has to stay as it is. */
    void add(Content content) {
        long start = size();
        parts.add(new Part(start, start + content.size(), content));
    }

    @Override
    public long size() {
        return parts.isEmpty() ? 0 : parts.getLast().end();
    }

    /** The bytes from one address to another: where they are those of one content, this content itself. */
    Content range(long from, long to) {
        for (Part part : parts) {
            if (part.start() == from && part.end() == to) {
                return part.content();
            }
        }
        return new Range(this, from, to);
    }

    @Override
    public void read(long position, byte[] into, int from, int length) throws IOException {
        Objects.checkFromIndexSize(position, length, size());
        int done = 0;
        for (Part part : parts) {
            long at = position + done;
            if (done < length && at >= part.start() && at < part.end()) {
                int n = (int) Math.min(length - done, part.end() - at);
                part.content().read(at - part.start(), into, from + done, n);
                done += n;
            }
        }
    }

    /** Closes nothing: the reference is the caller's, and what was unpacked goes with its scratch space. */
    @Override
    public void close() {}

    private record Range(ReferenceSpace space, long start, long end) implements Content {
        @Override
        public long size() {
            return end - start;
        }

        @Override
        public void read(long position, byte[] into, int from, int length) throws IOException {
            Objects.checkFromIndexSize(position, length, size());
            space.read(start + position, into, from, length);
        }

        @Override
        public void close() {}
    }
}
