package io.deltaglider.delta.predict;

/**
 * Names a model of a compressor at one setting, the same in every release.
 *
 * @param family which compressor
 * @param level its level, 0 to 15; what that means depends on the family
 * @param memoryLevel zlib's memLevel, 1 to 9
 * @param windowBits binary logarithm of the window size, 9 to 15
 * @param strategy zlib's strategy
 * @param chunk bytes of content that are compressed by themselves, as pigz does: 32 KiB to 1 TiB, or 0 for all of it
 * @param independent whether the chunks have no matches into those before
 */
public record CompressorId(
        Family family,
        int level,
        int memoryLevel,
        int windowBits,
        Strategy strategy,
        long chunk,
        boolean independent) {
    /** Compressors that are known. */
    public enum Family {
        /** Predicts literals only. */
        NONE(0),
        /** zlib, wherever it is linked; level 0 to 9. */
        ZLIB(1),
        /** GNU gzip and Info-ZIP's zip, level 1 to 9: zlib's ancestors, which end blocks in their own way. */
        GZIP(2),
        /** Chromium's zlib since 2022, as Node has it. */
        CHROMIUM(3),
        /** Chromium's zlib before, on machines with CRC instructions. */
        CHROMIUM_CRC(4),
        /** Go's compress/flate, level 1 to 9; 0 for its HuffmanOnly. */
        GO(5);

        private final int code;

        Family(int code) {
            this.code = code;
        }

        private static Family of(int code) {
            for (Family family : values()) {
                if (family.code == code) {
                    return family;
                }
            }
            throw new IllegalArgumentException("No such compressor");
        }
    }

    /** zlib's strategies, in its order. */
    public enum Strategy {
        DEFAULT(0),
        FILTERED(1),
        LITERALS(2),
        RUNS(3),
        FIXED(4);

        private final int code;

        Strategy(int code) {
            this.code = code;
        }

        private static Strategy of(int code) {
            for (Strategy strategy : values()) {
                if (strategy.code == code) {
                    return strategy;
                }
            }
            throw new IllegalArgumentException("No such strategy");
        }
    }

    private static final int DEFAULT_MEMORY = 8;
    private static final int DEFAULT_WINDOW = 15;

    /** Each chunk costs a look at a window of content. */
    static final long SMALLEST_CHUNK = 32 << 10;

    private static final long CHUNK_LIMIT = 1L << 40;

    /** No model: predicts literals. */
    public static final CompressorId NONE = of(Family.NONE, 0);

    public CompressorId {
        boolean valid =
                level >= 0
                        && level <= 15
                        && memoryLevel >= 1
                        && memoryLevel <= 9
                        && windowBits >= 9
                        && windowBits <= 15
                        && (chunk == 0 || chunk >= SMALLEST_CHUNK)
                        && chunk < CHUNK_LIMIT
                        && !(independent && chunk == 0);
        if (!valid) {
            throw new IllegalArgumentException("No such compressor setting");
        }
    }

    /** A compressor at a level, everything else as it is by default. */
    public static CompressorId of(Family family, int level) {
        return new CompressorId(
                family, level, DEFAULT_MEMORY, DEFAULT_WINDOW, Strategy.DEFAULT, 0, false);
    }

    /** zlib with a level, memory level and strategy. */
    public static CompressorId zlib(int level, int memoryLevel, Strategy strategy) {
        return new CompressorId(
                Family.ZLIB, level, memoryLevel, DEFAULT_WINDOW, strategy, 0, false);
    }

    /** The same with content in chunks. */
    public CompressorId inChunks(long bytes, boolean independentChunks) {
        return new CompressorId(
                family, level, memoryLevel, windowBits, strategy, bytes, independentChunks);
    }

    /** All of it in one number that is not negative; small for what is common. */
    public long code() {
        return family.code
                | ((long) level << 4)
                | ((long) ((DEFAULT_MEMORY - memoryLevel) & 0xF) << 8)
                | ((long) (DEFAULT_WINDOW - windowBits) << 12)
                | ((long) strategy.code << 15)
                | (independent ? 1L << 18 : 0)
                | (chunk << 19);
    }

    /**
     * The identifier that {@link #code} gave.
     *
     * @throws IllegalArgumentException if no identifier has that code
     */
    public static CompressorId of(long code) {
        if (code < 0) {
            throw new IllegalArgumentException("No such compressor: " + code);
        }
        CompressorId id =
                new CompressorId(
                        Family.of((int) code & 0xF),
                        (int) (code >>> 4) & 0xF,
                        DEFAULT_MEMORY - (((int) (code >>> 8) << 28) >> 28),
                        DEFAULT_WINDOW - ((int) (code >>> 12) & 7),
                        Strategy.of((int) (code >>> 15) & 7),
                        code >>> 19,
                        ((code >>> 18) & 1) != 0);
        if (!Compressors.isKnown(id)) {
            throw new IllegalArgumentException("No such compressor: " + code);
        }
        return id;
    }
}
