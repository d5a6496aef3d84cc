package io.deltaglider.engine.collect;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * A stored object, or one version of it, as a listing shows it.
 *
 * @param versionId null in a bucket without versions
 * @param etag without quotes; empty where the listing shows none
 * @param content false for the marker of a deletion, which has none
 */
record StoredEntry(
        String key,
        @Nullable String versionId,
        String etag,
        long size,
        Instant modified,
        boolean content) {}
