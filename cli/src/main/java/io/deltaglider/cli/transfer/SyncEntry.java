package io.deltaglider.cli.transfer;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * A file or an object on one side of {@code sync}.
 *
 * @param relative its path below the folder or prefix: what both sides are compared by
 * @param file where it is a file
 * @param storageClass where it is an object and the store says it
 */
record SyncEntry(
        String relative,
        long size,
        Instant modified,
        @Nullable LocalFile file,
        @Nullable String storageClass) {

    static SyncEntry of(LocalFile file) {
        return new SyncEntry(file.relative(), file.size(), file.modified(), file, null);
    }
}
