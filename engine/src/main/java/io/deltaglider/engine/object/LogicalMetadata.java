package io.deltaglider.engine.object;

import java.time.Instant;
import java.util.Optional;

/**
 * What an object is to its clients, as far as its stored bytes fix it. It depends on nothing that can change without the
 * stored ETag changing too, which is why it may be cached.
 *
 * @param size bytes, 0 or more
 * @param etag without quotes
 * @param modified when it differs from the stored object's own date
 * @param delta whether the stored object is a delta file
 */
public record LogicalMetadata(long size, String etag, Optional<Instant> modified, boolean delta) {
    public LogicalMetadata {
        if (size < 0) {
            throw new IllegalArgumentException("negative size: " + size);
        }
        etag = unquoted(etag);
    }

    /** An ETag as it is compared and kept: without the quotes that it has on the wire. */
    public static String unquoted(String etag) {
        return etag.length() >= 2 && etag.startsWith("\"") && etag.endsWith("\"")
                ? etag.substring(1, etag.length() - 1)
                : etag;
    }

    /** The ETag as S3 sends it. */
    public String quotedEtag() {
        return '"' + etag + '"';
    }
}
