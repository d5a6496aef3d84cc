package io.deltaglider.delta;

/**
 * How much heap an encoding takes at most, in bytes, but for unpacked contents, which go to disk when there is none. The figures are bounds on what was measured for zip, gzip, tar and plain
 * contents from 1 MB to 1 GB; see docs/decisions/0051.
 */
final class EncodingMemory {
    /** For each byte of a reference, what its index takes while matches are looked for. */
    private static final int INDEX_PER_BYTE = 6;

    /** The index does not grow any more then. */
    private static final long LARGEST_INDEX = 80L << 20;

    /** For each worker, in addition, meanwhile. */
    private static final long MATCHING = 12L << 20;

    /** For each worker that codes stretches. */
    private static final long CODING = 51L << 20;

    /** The same for each byte of what is coded, where that is less. */
    private static final int CODING_PER_BYTE = 8;

    /** How much longer contents are than the streams that they come from, as a rule. */
    private static final int EXPANSION = 4;

    private static final long FIXED = 2L << 20;

    private EncodingMemory() {}

    /**
     * For any kind of content.
     *
     * @param referenceSize 0 for none
     * @param opens whether streams are inflated
     * @param itself whether the reference is the target, which is not searched for
     */
    static long of(
            long referenceSize, long targetSize, int workers, boolean opens, boolean itself) {
        int expansion = opens ? EXPANSION : 1;
        long reference = Math.min(LARGEST_INDEX, saturated(referenceSize, expansion));
        long target = Math.min(LARGEST_INDEX, saturated(targetSize, expansion));
        long matching =
                itself || referenceSize == 0
                        ? 0
                        : Math.min(LARGEST_INDEX, INDEX_PER_BYTE * reference)
                                + workers * Math.min(MATCHING, 2 * target);
        long coding = workers * Math.min(CODING, CODING_PER_BYTE * target);
        return FIXED + Math.max(matching, coding);
    }

    private static long saturated(long size, int times) {
        return Math.min(size, LARGEST_INDEX) * times;
    }
}
