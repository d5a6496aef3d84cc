package io.deltaglider.engine.write;

import io.deltaglider.engine.backend.Caller;
import io.deltaglider.engine.spool.Spool;

import software.amazon.awssdk.services.s3.model.PutObjectRequest;

import java.time.Instant;
import java.util.Optional;

/**
 * An object that is being stored.
 *
 * @param request of the client
 * @param bytes of the object, which stay the caller's
 * @param origin what the object is to its clients already, when it is only stored in another form
 */
public record Target(
        PutObjectRequest request,
        Spool bytes,
        Optional<String> contentType,
        Optional<Origin> origin) {
    /**
     * What must not change when an object is stored in another form.
     *
     * @param etag logical, without quotes
     * @param modified when a client last wrote it
     */
    public record Origin(String etag, Instant modified) {}

    static Target of(PutObjectRequest request, Spool bytes, Optional<String> contentType) {
        return new Target(request, bytes, contentType, Optional.empty());
    }

    Caller caller() {
        return Caller.of(request);
    }

    /** The ETag that clients see, without quotes. */
    String etag() {
        return origin.map(Origin::etag).orElseGet(bytes::md5);
    }

    Optional<Instant> modified() {
        return origin.map(Origin::modified);
    }
}
