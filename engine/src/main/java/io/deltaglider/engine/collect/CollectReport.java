package io.deltaglider.engine.collect;

import java.time.Instant;
import java.util.List;

/**
 * What a collection did, or in a dry run would have done.
 *
 * @param objectsScanned objects and versions that were looked through for pointers to references; 0 when no reference was old enough to matter
 * @param objectsAssumedRaw how many of them could not be read, and were taken to need no reference since somebody vouches for it
 * @param referencesFound references that there are, retired ones included
 * @param referencesRetired in this run
 * @param referencesDeleted in this run
 * @param expiredCount temporary objects and unfinished uploads whose time was over
 * @param deletedCount stored objects that were deleted: references and what has expired; markers do not count
 * @param bytesFreed what these took
 * @param deleted the first {@value #SHOWN} of them
 * @param errors what failed, and on which key; the rest was done all the same
 */
public record CollectReport(
        long objectsScanned,
        long objectsAssumedRaw,
        long referencesFound,
        long referencesRetired,
        long referencesDeleted,
        long expiredCount,
        long deletedCount,
        long bytesFreed,
        List<Deleted> deleted,
        List<String> errors) {
    /** The report is bounded, however much is deleted. */
    public static final int SHOWN = 10_000;

    /**
     * Something that was deleted, or would be.
     *
     * @param size stored bytes
     * @param expiredAt since when it may be
     */
    public record Deleted(String key, long size, Instant expiredAt) {}

    public CollectReport {
        deleted = List.copyOf(deleted);
        errors = List.copyOf(errors);
    }
}
