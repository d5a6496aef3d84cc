package io.deltaglider.delta.level;

/**
 * Goes through a {@link Shape} in order: runs of bytes, streams that begin, streams that end. A stream ends when its
 * content is complete. Not safe for use by several threads.
 */
public final class ShapeWalk {
    /** What a step is. */
    public enum Step {
        /** Bytes {@link #from} to {@link #to} of the stretch, content of the innermost open stream. */
        BYTES,
        /** The stream {@link #stream} begins. */
        BEGIN,
        /** The innermost open stream ends. */
        END,
        /** The stretch is over. */
        DONE
    }

    private final Shape shape;
    private final long[] left = new long[Shape.MAX_DEPTH + 1];
    private final int[] streams = new int[Shape.MAX_DEPTH + 1];
    private final long[] positions = new long[Shape.MAX_DEPTH + 1];
    private int depth;
    private int at;
    private int next;
    private int from;

    public ShapeWalk(Shape shape) {
        this.shape = shape;
        for (int d = 0; d <= Shape.MAX_DEPTH; d++) {
            positions[d] = shape.origin(d);
        }
        left[0] = Long.MAX_VALUE;
        for (int i = 0; i < shape.carriedCount(); i++) {
            depth++;
            left[depth] = shape.carried(i);
            streams[depth] = -1 - i;
        }
    }

    /**
     * Goes on to the next step.
     *
     * @throws IllegalStateException if the shape contradicts itself, which one that was read from a file may
     */
    public Step next() {
        from = at;
        if (depth > 0 && left[depth] == 0) {
            depth--;
            return Step.END;
        }
        if (next < shape.count() && shape.place(next) == at) {
            begin();
            return Step.BEGIN;
        }
        int end = next < shape.count() ? shape.place(next) : shape.length();
        if (at == end) {
            checkEnd();
            return Step.DONE;
        }
        int n = (int) Math.min(end - at, left[depth]);
        at += n;
        left[depth] -= n;
        positions[depth] += n;
        return Step.BYTES;
    }

    private void begin() {
        long packed = shape.packedLength(next);
        if (packed > left[depth]) {
            throw new IllegalStateException("a stream reaches beyond the one that it is in");
        }
        if (depth == Shape.MAX_DEPTH) {
            throw new IllegalStateException("streams too deep inside each other");
        }
        if (depth > 0) {
            left[depth] -= packed;
        }
        positions[depth] += packed;
        depth++;
        left[depth] = shape.contentLength(next);
        streams[depth] = next;
        next++;
    }

    private void checkEnd() {
        for (int d = 1; d <= depth; d++) {
            if (streams[d] >= 0 && !shape.isCrossing(streams[d])) {
                throw new IllegalStateException("a stream should end in this stretch and does not");
            }
        }
    }

    /** First byte of the run that the last step is, or where it happened. */
    public int from() {
        return from;
    }

    /** End of the run that the last step is. */
    public int to() {
        return at;
    }

    /** Streams that are open after the last step. */
    public int depth() {
        return depth;
    }

    /** The innermost open stream: its number in the shape, or {@code -1 - i} for carried stream {@code i}. */
    public int stream() {
        return streams[depth];
    }

    /** Content of the innermost open stream that is still to come. */
    public long left() {
        return left[depth];
    }

    /** The position, at the depth of the innermost open stream, behind the last step. */
    public long position() {
        return positions[depth];
    }
}
