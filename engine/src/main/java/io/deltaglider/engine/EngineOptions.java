package io.deltaglider.engine;

import io.deltaglider.delta.Effort;
import io.deltaglider.engine.growth.GrowthRule;
import io.deltaglider.engine.write.Packing;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How a {@link DeltaGliderS3Client} stores and caches. Immutable; start from {@link #defaults()} and change what differs.
 *
 * @param delta whether new objects may be stored as deltas; stored deltas are read whatever this says
 * @param maxRatio a delta larger than this share of its object is not worth it, and the object is stored raw; above 0 and at most 1
 * @param minSize objects of fewer bytes than this are stored raw; at least 0
 * @param cacheDirectory where references, metadata and temporary files are kept; created when it is missing
 * @param cacheMaxBytes bound of the reference cache in bytes; at least 0
 * @param effort how much time the encoder may spend
 * @param deltaspace the deltaspace of every object put by this client, instead of the one that its key gives
 * @param maxDepth how many references may lead to one that stands alone; 0 to 10, where 0 is that deltas never become
 *     references
 * @param packing whether references that stand alone are stored packed
 * @param partThreshold what is stored raw and is larger than this many bytes goes to the store in parts; S3's own limit for one
 *     PUT is 5 GiB, and parts are at least 5 MiB
 * @param shareFrom before so many bytes or more are stored as a new reference, the whole bucket is asked for the same content, which
 *     takes a request; at least 0, where {@link Long#MAX_VALUE} is never
 */
public record EngineOptions(
        boolean delta,
        double maxRatio,
        long minSize,
        Path cacheDirectory,
        long cacheMaxBytes,
        Effort effort,
        Optional<String> deltaspace,
        int maxDepth,
        Packing packing,
        long partThreshold,
        long shareFrom) {
    private static final long MIB = 1L << 20;
    private static final long GIB = 1L << 30;

    public EngineOptions {
        if (!(maxRatio > 0 && maxRatio <= 1)) {
            throw new IllegalArgumentException(
                    "max ratio must be above 0 and at most 1, not " + maxRatio);
        }
        if (minSize < 0) {
            throw new IllegalArgumentException("the minimum size must not be negative: " + minSize);
        }
        if (cacheMaxBytes < 0) {
            throw new IllegalArgumentException(
                    "the size of the cache must not be negative: " + cacheMaxBytes);
        }
        if (maxDepth < 0 || maxDepth > GrowthRule.MAX_DEPTH) {
            throw new IllegalArgumentException(
                    "the depth of references must be from 0 to "
                            + GrowthRule.MAX_DEPTH
                            + ", not "
                            + maxDepth);
        }
        if (partThreshold < 5 * MIB) {
            throw new IllegalArgumentException(
                    "the part threshold must be 5 MiB or more, not " + partThreshold);
        }
        if (shareFrom < 0) {
            throw new IllegalArgumentException("shareFrom must not be negative: " + shareFrom);
        }
        if (deltaspace.isPresent() && deltaspace.get().isBlank()) {
            throw new IllegalArgumentException("the name of a deltaspace cannot be blank");
        }
    }

    /** What suits most: deltas on, 0.75, 64 KiB, the user's cache folder with 10 GiB, balanced effort. */
    public static EngineOptions defaults() {
        return new EngineOptions(
                true,
                0.75,
                64 << 10,
                userCache(),
                10 * GIB,
                Effort.BALANCED,
                Optional.empty(),
                GrowthRule.MAX_DEPTH,
                Packing.AUTO,
                5 * GIB,
                4 * MIB);
    }

    public EngineOptions withDelta(boolean on) {
        return new EngineOptions(
                on,
                maxRatio,
                minSize,
                cacheDirectory,
                cacheMaxBytes,
                effort,
                deltaspace,
                maxDepth,
                packing,
                partThreshold,
                shareFrom);
    }

    public EngineOptions withMaxRatio(double ratio) {
        return new EngineOptions(
                delta,
                ratio,
                minSize,
                cacheDirectory,
                cacheMaxBytes,
                effort,
                deltaspace,
                maxDepth,
                packing,
                partThreshold,
                shareFrom);
    }

    public EngineOptions withMinSize(long bytes) {
        return new EngineOptions(
                delta,
                maxRatio,
                bytes,
                cacheDirectory,
                cacheMaxBytes,
                effort,
                deltaspace,
                maxDepth,
                packing,
                partThreshold,
                shareFrom);
    }

    public EngineOptions withCacheDirectory(Path directory) {
        return new EngineOptions(
                delta,
                maxRatio,
                minSize,
                directory,
                cacheMaxBytes,
                effort,
                deltaspace,
                maxDepth,
                packing,
                partThreshold,
                shareFrom);
    }

    public EngineOptions withCacheMaxBytes(long bytes) {
        return new EngineOptions(
                delta,
                maxRatio,
                minSize,
                cacheDirectory,
                bytes,
                effort,
                deltaspace,
                maxDepth,
                packing,
                partThreshold,
                shareFrom);
    }

    public EngineOptions withEffort(Effort newEffort) {
        return new EngineOptions(
                delta,
                maxRatio,
                minSize,
                cacheDirectory,
                cacheMaxBytes,
                newEffort,
                deltaspace,
                maxDepth,
                packing,
                partThreshold,
                shareFrom);
    }

    public EngineOptions withDeltaspace(String name) {
        return new EngineOptions(
                delta,
                maxRatio,
                minSize,
                cacheDirectory,
                cacheMaxBytes,
                effort,
                Optional.of(name),
                maxDepth,
                packing,
                partThreshold,
                shareFrom);
    }

    public EngineOptions withMaxDepth(int depth) {
        return new EngineOptions(
                delta,
                maxRatio,
                minSize,
                cacheDirectory,
                cacheMaxBytes,
                effort,
                deltaspace,
                depth,
                packing,
                partThreshold,
                shareFrom);
    }

    public EngineOptions withPacking(Packing newPacking) {
        return new EngineOptions(
                delta,
                maxRatio,
                minSize,
                cacheDirectory,
                cacheMaxBytes,
                effort,
                deltaspace,
                maxDepth,
                newPacking,
                partThreshold,
                shareFrom);
    }

    public EngineOptions withPartThreshold(long bytes) {
        return new EngineOptions(
                delta,
                maxRatio,
                minSize,
                cacheDirectory,
                cacheMaxBytes,
                effort,
                deltaspace,
                maxDepth,
                packing,
                bytes,
                shareFrom);
    }

    public EngineOptions withShareFrom(long bytes) {
        return new EngineOptions(
                delta,
                maxRatio,
                minSize,
                cacheDirectory,
                cacheMaxBytes,
                effort,
                deltaspace,
                maxDepth,
                packing,
                partThreshold,
                bytes);
    }

    private static Path userCache() {
        String own = System.getenv("DELTAGLIDER_CACHE");
        if (own != null && !own.isBlank()) {
            return Path.of(own);
        }
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path base =
                xdg != null && !xdg.isBlank()
                        ? Path.of(xdg)
                        : Path.of(System.getProperty("user.home", "."), ".cache");
        return base.resolve("deltaglider");
    }
}
