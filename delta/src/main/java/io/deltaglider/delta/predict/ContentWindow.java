package io.deltaglider.delta.predict;

/**
 * The stretch of a stream's content around the token that is being predicted: what lies behind it, as far as a match can
 * reach, and what is known of what comes. Positions count from the content's first byte. Not safe for use by several threads.
 */
public final class ContentWindow {
    /** Bytes that stay available behind the position that was released last. */
    public static final int HISTORY = 64 << 10;

    /** Bytes after a position that are known when a token is predicted there, unless the content ends before. */
    public static final int LOOKAHEAD = 4096;

    private static final int CAPACITY = 4 * HISTORY;

    private final long contentLength;
    private final byte[] bytes;
    private long start;
    private int length;

    /**
     * @param contentLength bytes of the whole content
     */
    public ContentWindow(long contentLength) {
        this.contentLength = contentLength;
        this.bytes = new byte[(int) Math.min(CAPACITY, contentLength)];
    }

    /** The array that holds the content from {@link #start} to {@link #end}; it stays the same, its bytes move. */
    public byte[] bytes() {
        return bytes;
    }

    /** Content position of the array's first byte. */
    public long start() {
        return start;
    }

    /** Content position behind the last byte that is known. */
    public long end() {
        return start + length;
    }

    public long contentLength() {
        return contentLength;
    }

    /** Index in {@link #bytes} of a content position. */
    public int index(long position) {
        return (int) (position - start);
    }

    /**
     * Takes in what comes next, as much of it as there is room for.
     *
     * @param released position before which only {@link #HISTORY} is needed any more
     * @return how many bytes were taken
     */
    public int append(byte[] content, int from, int count, long released) {
        if (count > bytes.length - length) {
            int drop = Math.clamp(released - HISTORY - start, 0, length);
            System.arraycopy(bytes, drop, bytes, 0, length - drop);
            start += drop;
            length -= drop;
        }
        int taken = Math.min(count, bytes.length - length);
        System.arraycopy(content, from, bytes, length, taken);
        length += taken;
        return taken;
    }
}
