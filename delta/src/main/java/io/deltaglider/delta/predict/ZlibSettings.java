package io.deltaglider.delta.predict;

import io.deltaglider.delta.predict.ZlibCompressor.Search;

/**
 * What a {@link ZlibCompressor} needs to know.
 *
 * @param search how it goes about
 * @param good length of the match before from which on only a quarter of the steps is made
 * @param lazy length from which on no longer match is looked for at the next byte; of the greedy search: longest match whose
 *     positions are inserted
 * @param nice length that ends a search
 * @param steps strings to look at in a search
 * @param filtered whether matches of up to five bytes are left
 * @param hashBits binary logarithm of the number of hash chains, 8 to 16
 * @param windowBits binary logarithm of the window size, 9 to 15
 * @param blockTokens tokens that end a block
 * @param truncates whether a block may end early
 * @param chunk bytes of content that are compressed by themselves, 0 for all
 * @param independent whether a chunk has no matches into the chunk before it
 */
record ZlibSettings(
        Search search,
        int good,
        int lazy,
        int nice,
        int steps,
        boolean filtered,
        PrefixHash hash,
        int hashBits,
        int windowBits,
        int blockTokens,
        boolean truncates,
        long chunk,
        boolean independent) {
    private static final int[][] LEVELS = {
        // good, lazy, nice, steps: deflate.c, configuration_table, the same since 1993
        {4, 4, 8, 4},
        {4, 5, 16, 8},
        {4, 6, 32, 32},
        {4, 4, 16, 16},
        {8, 16, 32, 32},
        {8, 16, 128, 128},
        {8, 32, 128, 256},
        {32, 128, 258, 1024},
        {32, 258, 258, 4096},
    };

    /** The settings that an identifier of one of zlib's kin stands for. */
    static ZlibSettings of(CompressorId id) {
        int[] row = LEVELS[Math.max(id.level(), 1) - 1];
        Search search =
                switch (id.strategy()) {
                    case RUNS -> Search.RUNS;
                    case LITERALS -> Search.NONE;
                    default ->
                            id.level() == 0
                                    ? Search.NONE
                                    : id.level() <= 3 ? Search.GREEDY : Search.LAZY;
                };
        PrefixHash hash =
                switch (id.family()) {
                    case CHROMIUM -> PrefixHash.PRODUCT_OF_FOUR;
                    case CHROMIUM_CRC ->
                            id.level() >= 6 ? PrefixHash.CRC_OF_THREE : PrefixHash.CRC_OF_FOUR;
                    default -> PrefixHash.ROLLING;
                };
        boolean gzip = id.family() == CompressorId.Family.GZIP;
        int hashBits = gzip ? 15 : id.memoryLevel() + 7;
        return new ZlibSettings(
                search,
                row[0],
                row[1],
                row[2],
                row[3],
                id.strategy() == CompressorId.Strategy.FILTERED,
                hash,
                hash == PrefixHash.ROLLING ? hashBits : Math.max(hashBits, 15),
                id.windowBits(),
                gzip ? (1 << 15) - 1 : (1 << (id.memoryLevel() + 6)) - 1,
                gzip && id.level() > 2,
                id.chunk(),
                id.independent());
    }
}
