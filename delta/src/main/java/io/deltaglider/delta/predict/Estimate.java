package io.deltaglider.delta.predict;

/**
 * Which model fits a stream best, and how well.
 *
 * @param id the model
 * @param tokens how many tokens it was tried on
 * @param misses how many of them it got wrong, ends of blocks included
 */
public record Estimate(CompressorId id, int tokens, int misses) {
    /** Bits that a wrong prediction costs at least, roughly. */
    private static final int MISS_BITS = 16;

    /** Whether the model is the compressor itself, as far as can be seen. */
    public boolean isExact() {
        return misses == 0;
    }

    /** What corrections cost per token, roughly, in bits. */
    public double bitsPerToken() {
        return tokens == 0 ? 0 : (double) misses * MISS_BITS / tokens;
    }
}
