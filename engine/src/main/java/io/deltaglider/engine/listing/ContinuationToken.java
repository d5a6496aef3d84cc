package io.deltaglider.engine.listing;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.services.s3.model.S3Exception;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * The tokens that clients get: the backend's, with a checksum over it and over what is listed. It holds no secret, and grants nothing; the
 * checksum catches tokens that were cut, changed, or taken from another listing, which some backends take for a key to start from.
 */
final class ContinuationToken {
    private static final int CHECKSUM_BYTES = 6;

    private ContinuationToken() {}

    static String encode(String bucket, @Nullable String prefix, String backendToken) {
        byte[] token = backendToken.getBytes(StandardCharsets.UTF_8);
        byte[] checksum = checksum(bucket, prefix, token);
        ByteBuffer both =
                ByteBuffer.allocate(checksum.length + token.length).put(checksum).put(token);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(both.array());
    }

    /**
     * The backend's token.
     *
     * @throws S3Exception with status 400 if this is not a token of this listing
     */
    static String decode(String bucket, @Nullable String prefix, String token) {
        byte[] both;
        try {
            both = Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException e) {
            throw incorrect(e);
        }
        if (both.length < CHECKSUM_BYTES) {
            throw incorrect(null);
        }
        byte[] backendToken = Arrays.copyOfRange(both, CHECKSUM_BYTES, both.length);
        byte[] expected = checksum(bucket, prefix, backendToken);
        if (!Arrays.equals(expected, 0, CHECKSUM_BYTES, both, 0, CHECKSUM_BYTES)) {
            throw incorrect(null);
        }
        return new String(backendToken, StandardCharsets.UTF_8);
    }

    private static byte[] checksum(String bucket, @Nullable String prefix, byte[] token) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(
                    (bucket + "\n" + (prefix == null ? "" : prefix) + "\n")
                            .getBytes(StandardCharsets.UTF_8));
            return Arrays.copyOf(digest.digest(token), CHECKSUM_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static S3Exception incorrect(@Nullable Exception cause) {
        return Refusals.invalidArgument("The continuation token provided is incorrect", cause);
    }
}
