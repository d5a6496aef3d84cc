package io.deltaglider.delta.predict;

/** How a compressor chooses the lengths of a prefix code (RFC 1951, 3.2.2). Safe for use by many threads unless said otherwise. */
public interface CodeLengths {
    /**
     * Fills {@code lengths[0 .. count)}.
     *
     * @param frequencies how often each symbol occurs in the block
     * @param limit longest code allowed: 15, or 7 for the code of code lengths
     */
    void choose(int[] frequencies, int count, int limit, byte[] lengths);
}
