package io.deltaglider.delta.rebuild;

import io.deltaglider.delta.level.Covers;
import io.deltaglider.delta.level.Shape;
import io.deltaglider.delta.level.ShapeWalk;

import java.io.IOException;

/**
 * Goes through a stretch of the unpacked form: streams that begin and end in it are closed again on the way, what belongs
 * to streams that reach beyond it is handed on. Encoder and decoder both go this way, so that they meet the same pieces
 * in the same order. Not safe for use by several threads.
 */
public final class Stretch {
    private final byte[] bytes;
    private final Shape shape;
    private final Covers covers;
    private int cover;

    /**
     * @param bytes the unpacked form, from index 0
     * @param covers of these bytes
     */
    public Stretch(byte[] bytes, Shape shape, Covers covers) {
        this.bytes = bytes;
        this.shape = shape;
        this.covers = covers;
    }

    /**
     * Goes through all of it.
     *
     * @param opener begins the streams that end in this stretch too
     * @param out takes what is in no such stream, and where the other streams begin
     * @throws IllegalStateException if the shape contradicts itself
     */
    public void walk(StreamOpener opener, TiedSink out) throws IOException {
        ShapeWalk walk = new ShapeWalk(shape);
        OpenStream[] open = new OpenStream[Shape.MAX_DEPTH + 1];
        int bottom = shape.carriedCount();
        PieceSink sink = out;
        for (ShapeWalk.Step step = walk.next(); step != ShapeWalk.Step.DONE; step = walk.next()) {
            switch (step) {
                case BYTES -> push(walk.from(), walk.to(), sink);
                case BEGIN -> {
                    int stream = walk.stream();
                    if (shape.isCrossing(stream)) {
                        if (walk.depth() != bottom + 1) {
                            throw new IllegalStateException(
                                    "a stream that goes on is inside one that ends");
                        }
                        bottom++;
                        out.begin(stream);
                    } else {
                        OpenStream opened =
                                opener.open(
                                        stream,
                                        shape.contentLength(stream),
                                        shape.packedLength(stream),
                                        sink);
                        open[walk.depth()] = opened;
                        sink = opened;
                    }
                }
                case END -> {
                    int ended = walk.depth() + 1;
                    if (ended <= bottom) {
                        bottom--;
                        out.end();
                    } else {
                        open[ended].end();
                        sink = walk.depth() == bottom ? out : open[walk.depth()];
                    }
                }
                default -> throw new IllegalStateException("unknown step " + step);
            }
        }
    }

    /** Cuts a run where covers begin and end. */
    private void push(int from, int to, PieceSink sink) throws IOException {
        int at = from;
        while (at < to) {
            while (cover < covers.count() && covers.end(cover) <= at) {
                cover++;
            }
            int end = to;
            long address = PieceSink.NOWHERE;
            if (cover < covers.count()) {
                int start = covers.start(cover);
                if (start <= at) {
                    end = Math.min(to, covers.end(cover));
                    address = covers.from(cover) + (at - start);
                } else {
                    end = Math.min(to, start);
                }
            }
            sink.push(bytes, at, end - at, address);
            at = end;
        }
    }
}
