package io.deltaglider.delta.level;

import java.util.Arrays;

/**
 * Which deflate streams of a target begin in a stretch of its unpacked form, and where. In the unpacked form the content of
 * an opened stream stands in the place of the stream, and so on inside that content. <em>Depth</em> 0 is the target
 * itself, depth 1 the content of a stream in it. At each depth, positions count through all contents of that depth, in
 * their order. Filled once, then read by any number of threads.
 */
public final class Shape {
    /** Streams inside each other that can be open at once. */
    public static final int MAX_DEPTH = 8;

    private final int length;
    private final long[] carried;
    private final long[] origins;
    private int[] places = new int[16];
    private long[] contentLengths = new long[16];
    private long[] packedLengths = new long[16];
    private boolean[] crossing = new boolean[16];
    private int count;

    /**
     * @param length bytes of the stretch
     * @param carried for each stream that was open when the stretch began, outermost first: bytes of its content to come,
     *     those in streams inside it (packed, as it holds them) included unless such a stream has begun
     * @param origins the position at each depth with which the stretch begins; depths that are not given begin at 0
     */
    public Shape(int length, long[] carried, long[] origins) {
        if (carried.length > MAX_DEPTH || origins.length > MAX_DEPTH + 1) {
            throw new IllegalArgumentException("streams too deep inside each other");
        }
        this.length = length;
        this.carried = carried.clone();
        this.origins = Arrays.copyOf(origins, MAX_DEPTH + 1);
    }

    /**
     * Adds a stream that begins at {@code place} of the stretch, behind the streams added before.
     *
     * @param contentLength bytes of its content
     * @param packedLength bytes that it has itself
     * @param isCrossing whether it is still open when the stretch ends
     */
    public void add(int place, long contentLength, long packedLength, boolean isCrossing) {
        if (place > length || place < (count == 0 ? 0 : places[count - 1])) {
            throw new IllegalArgumentException("stream out of order at " + place);
        }
        if (count == places.length) {
            int larger = count * 2;
            places = Arrays.copyOf(places, larger);
            contentLengths = Arrays.copyOf(contentLengths, larger);
            packedLengths = Arrays.copyOf(packedLengths, larger);
            crossing = Arrays.copyOf(crossing, larger);
        }
        places[count] = place;
        contentLengths[count] = contentLength;
        packedLengths[count] = packedLength;
        crossing[count] = isCrossing;
        count++;
    }

    /** Bytes of the stretch. */
    public int length() {
        return length;
    }

    /** Streams that begin in the stretch. */
    public int count() {
        return count;
    }

    /** Streams that were open when the stretch began. */
    public int carriedCount() {
        return carried.length;
    }

    public long carried(int stream) {
        return carried[stream];
    }

    /** Position at a depth with which the stretch begins. */
    public long origin(int depth) {
        return origins[depth];
    }

    public int place(int stream) {
        return places[stream];
    }

    public long contentLength(int stream) {
        return contentLengths[stream];
    }

    public long packedLength(int stream) {
        return packedLengths[stream];
    }

    public boolean isCrossing(int stream) {
        return crossing[stream];
    }

    /** Streams that come in from the stretch before or go on in the next. */
    public int tiedCount() {
        int tied = carried.length;
        for (int i = 0; i < count; i++) {
            tied += crossing[i] ? 1 : 0;
        }
        return tied;
    }

    /** Whether it takes a neighbour to rebuild this: a stream comes in from the stretch before or goes on in the next. */
    public boolean isTied() {
        return tiedCount() > 0;
    }
}
