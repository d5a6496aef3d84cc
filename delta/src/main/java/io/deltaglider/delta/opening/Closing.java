package io.deltaglider.delta.opening;

import java.util.List;

/**
 * Closes streams again that the reference has nearly whole as they are, but not what is in them: one that was damaged and
 * can be inflated all the same, one whose counterpart was not found. By estimate, before anything is matched finely; so
 * only where the difference is plain.
 */
final class Closing {
    /** What is opened is closed again if it would come to more than this many times what it comes to closed. */
    private static final int PLAIN = 2;

    private final List<Depth> depths;

    private Closing(List<Depth> depths) {
        this.depths = depths;
    }

    /** Closes what should be, from the innermost streams outwards. */
    static void of(List<Depth> depths) {
        new Closing(depths).close();
    }

    private void close() {
        long[] inner = {};
        for (int depth = depths.size() - 2; depth >= 0; depth--) {
            OpenedStreams streams = depths.get(depth).opened();
            long[] costs = new long[streams.count()];
            int next = 0;
            for (int i = 0; i < costs.length; i++) {
                next = cost(depth, i, inner, next, costs);
            }
            inner = costs;
        }
    }

    /**
     * Estimates what one stream comes to, in bytes, and closes it if that is less.
     *
     * @param inner what each stream of the depth below comes to
     * @param next the first of those that may lie in this one
     * @param costs gets what this stream comes to
     * @return the first that lies behind this one
     */
    private int cost(int depth, int stream, long[] inner, int next, long[] costs) {
        Depth own = depths.get(depth);
        Depth below = depths.get(depth + 1);
        OpenedStreams streams = own.opened();
        OpenedStreams inside = below.opened();
        long packed = streams.packedLength(stream);
        long content = streams.contentLength(stream);
        long missing =
                content
                        - below.coveredBytes(
                                streams.contentStart(stream), streams.contentEnd(stream));
        // What is packed inside stays as long as it is; the rest shrinks as it did in this stream.
        long opened = 0;
        int at = next;
        while (at < inside.count() && inside.position(at) < streams.contentEnd(stream)) {
            long length = inside.packedLength(at);
            packed -= length;
            content -= length;
            missing -= uncovered(below, at);
            opened += inner[at];
            at++;
        }
        opened += missing * Math.clamp(packed, 0, content) / Math.max(1, content);
        long closed = uncovered(own, stream);
        if (opened > PLAIN * closed && !streams.form(stream).isChunked()) {
            streams.close(stream);
        }
        costs[stream] = Math.min(opened, closed);
        return at;
    }

    private static long uncovered(Depth depth, int stream) {
        OpenedStreams streams = depth.opened();
        return streams.packedLength(stream)
                - depth.coveredBytes(streams.position(stream), streams.end(stream));
    }
}
