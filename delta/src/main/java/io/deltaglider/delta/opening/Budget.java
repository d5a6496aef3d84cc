package io.deltaglider.delta.opening;

/**
 * Bytes that may be unpacked for one side of an encoding, at all depths together. What is unpacked and then thrown away counts as
 * well, so that time is bounded as room is. Not safe for use by several threads.
 */
final class Budget {
    /** Unpacked bytes for each byte of the target; deflate makes nothing smaller than a thousandth, and little smaller than this. */
    private static final long EXPANSION = 64;

    /** And so many in any case. */
    private static final long FREE = 64L << 20;

    private long left;

    Budget(long bytes) {
        this.left = bytes;
    }

    static Budget of(long targetSize) {
        return new Budget(FREE + EXPANSION * targetSize);
    }

    /** Takes so many bytes; once there are not enough left, nothing is given any more. */
    boolean take(long bytes) {
        if (bytes > left) {
            useUp();
            return false;
        }
        left -= bytes;
        return true;
    }

    /** There is no room for more, whatever is left. */
    void useUp() {
        left = 0;
    }

    boolean isUsedUp() {
        return left == 0;
    }
}
