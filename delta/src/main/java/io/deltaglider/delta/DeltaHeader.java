package io.deltaglider.delta;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a delta file says of itself at its start, so that it can be recognised and read without any metadata beside it.
 *
 * @param targetSize bytes of the target
 * @param targetSha256 32 bytes as 64 lower-case hex digits
 * @param targetMd5 16 bytes as 32 lower-case hex digits, or empty when it is not known
 * @param etag the logical ETag without quotes, or empty when there is none
 * @param contentType the logical content type, or empty when there is none
 * @param reference what the delta was made against; empty for a file that stands alone
 */
public record DeltaHeader(
        long targetSize,
        String targetSha256,
        String targetMd5,
        String etag,
        String contentType,
        Optional<ReferenceId> reference) {

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern MD5 = Pattern.compile("([0-9a-f]{32})?");

    public DeltaHeader {
        require(targetSize >= 0, "target size", targetSize);
        require(SHA256.matcher(targetSha256).matches(), "SHA-256 of the target", targetSha256);
        require(MD5.matcher(targetMd5).matches(), "MD5 of the target", targetMd5);
    }

    /**
     * The reference of a delta.
     *
     * @param sha256 of the reference's bytes, 64 lower-case hex digits
     * @param size bytes
     * @param key where it can be found, in the terms of whoever stored it; may be empty
     */
    public record ReferenceId(String sha256, long size, String key) {
        public ReferenceId {
            require(size >= 0, "reference size", size);
            require(SHA256.matcher(sha256).matches(), "SHA-256 of the reference", sha256);
        }
    }

    private static void require(boolean holds, String what, Object value) {
        if (!holds) {
            throw new IllegalArgumentException("not a " + what + ": " + value);
        }
    }
}
