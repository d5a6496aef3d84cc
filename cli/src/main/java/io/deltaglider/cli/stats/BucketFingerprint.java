package io.deltaglider.cli.stats;

import io.deltaglider.cli.output.Digests;
import io.deltaglider.engine.layout.ReferenceKey;
import io.deltaglider.engine.layout.ReservedKeys;

import software.amazon.awssdk.services.s3.S3Client;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/** A digest of all that a bucket's figures follow from: keys, stored sizes and ETags of objects and references. One LIST, and no other request. */
final class BucketFingerprint {
    private BucketFingerprint() {}

    /** 64 hex digits. */
    static String of(S3Client backend, String bucket) {
        MessageDigest digest = Digests.create("SHA-256");
        StoredListing.all(
                backend,
                bucket,
                "",
                object -> {
                    String key = object.key();
                    if (!ReservedKeys.isReserved(key)
                            || key.startsWith(ReferenceKey.REFERENCES_PREFIX)) {
                        // No key holds a NUL, so no two lists look alike.
                        digest.update(
                                (key + '\0' + object.size() + '\0' + object.eTag() + '\0')
                                        .getBytes(StandardCharsets.UTF_8));
                    }
                });
        return HexFormat.of().formatHex(digest.digest());
    }
}
