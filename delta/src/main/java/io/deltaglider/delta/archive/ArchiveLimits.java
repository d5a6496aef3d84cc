package io.deltaglider.delta.archive;

/**
 * How far a scan goes, whatever the bytes claim. What lies beyond is not reported, and stays opaque.
 *
 * @param maxStreams streams reported by one scan, and entries looked at in one zip; at least 1
 * @param maxDepth containers inside containers that are looked into: 0 is the outermost only
 * @param maxNameLength bytes of a path that tell names apart, and of a field ended by a zero byte; 1 to 65,535
 * @param maxSearched bytes that one scan may search through one by one, where no structure leads on
 */
public record ArchiveLimits(int maxStreams, int maxDepth, int maxNameLength, long maxSearched) {
    /** Limits that no archive met in practice reaches. */
    public static final ArchiveLimits DEFAULT = new ArchiveLimits(1 << 20, 8, 4096, 1L << 30);

    public ArchiveLimits {
        if (maxStreams < 1
                || maxDepth < 0
                || maxDepth > 100
                || maxNameLength < 1
                || maxNameLength > 0xFFFF
                || maxSearched < 0) {
            throw new IllegalArgumentException("archive limits out of range");
        }
    }
}
