package io.deltaglider.engine.collect;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

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
 * @param waiting references that are retired, and will be deleted by a later run
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
        Waiting waiting,
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

    /**
     * Retired references that nothing was found to need.
     *
     * @param bytes what they take
     * @param first from when on a run with the same grace period may delete the first of them; empty when there is none
     * @param last the same of the last
     */
    public record Waiting(long count, long bytes, Optional<Instant> first, Optional<Instant> last) {
        static final Waiting NONE = new Waiting(0, 0, Optional.empty(), Optional.empty());

        /** With one more. */
        Waiting plus(long size, Instant from) {
            return new Waiting(
                    count + 1,
                    bytes + size,
                    Optional.of(first.filter(from::isAfter).orElse(from)),
                    Optional.of(last.filter(from::isBefore).orElse(from)));
        }
    }

    public CollectReport {
        deleted = List.copyOf(deleted);
        errors = List.copyOf(errors);
    }
}
