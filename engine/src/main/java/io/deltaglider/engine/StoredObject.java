package io.deltaglider.engine;

import java.util.Optional;

/**
 * How one object is stored, for those who want to look behind the curtain.
 *
 * @param logicalSize bytes that a client gets
 * @param storedSize bytes that the object takes in the store, its reference not counted
 * @param etag the logical ETag, without quotes
 * @param sha256 of the logical bytes, 64 hex digits, where it is known without reading them
 * @param md5 of the logical bytes, 32 hex digits, likewise
 * @param reference id of the reference that the object is rebuilt from, if it needs one
 */
public record StoredObject(
        Kind kind,
        long logicalSize,
        long storedSize,
        String etag,
        Optional<String> sha256,
        Optional<String> md5,
        Optional<String> reference) {

    /** The two forms that an object can have. */
    public enum Kind {
        /** The bytes as the client sent them. */
        RAW,
        /** A delta file. */
        DELTA
    }
}
