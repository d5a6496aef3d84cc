package io.deltaglider.delta;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/** A target while it is matched and opened: how much of it was read shows how far that is. */
final class WatchedContent implements Content {
    /** It is read about so many times: to be matched as a whole, to be opened, and to be matched finely. */
    private static final double PASSES = 3;

    private final Content content;
    private final EncodingProgress progress;
    private final double share;
    private final AtomicLong count = new AtomicLong();

    /** @param share of the encoding that this part of it is */
    WatchedContent(Content content, EncodingProgress progress, double share) {
        this.content = content;
        this.progress = progress;
        this.share = share;
    }

    @Override
    public long size() {
        return content.size();
    }

    @Override
    public void read(long position, byte[] into, int from, int length) throws IOException {
        content.read(position, into, from, length);
        double passes = (double) count.addAndGet(length) / Math.max(1, content.size());
        progress.reached(share * Math.min(1, passes / PASSES));
    }

    @Override
    public void close() throws IOException {
        content.close();
    }

    /** The same bytes are the same content, watched or not. */
    @Override
    public boolean equals(Object other) {
        return content.equals(other instanceof WatchedContent watched ? watched.content : other);
    }

    @Override
    public int hashCode() {
        return content.hashCode();
    }
}
