package io.deltaglider.engine.object;

import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

import java.util.Optional;

/**
 * What lies under a key: the store's own answer, and the logical side of it.
 *
 * @param stored the answer of the store, untouched
 * @param delta what the object stands for when it is a delta file; empty for a raw object
 */
public record StoredState(HeadObjectResponse stored, Optional<DeltaDescription> delta) {
    /** The store's ETag, without quotes. */
    public String storedEtag() {
        return ETags.plain(stored.eTag());
    }

    public long storedSize() {
        return stored.contentLength() == null ? 0 : stored.contentLength();
    }

    /** The ETag that clients see, without quotes. */
    public String etag() {
        return delta.map(DeltaDescription::etag).orElseGet(this::storedEtag);
    }

    public long size() {
        return delta.map(DeltaDescription::size).orElseGet(this::storedSize);
    }
}
