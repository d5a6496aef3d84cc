package io.deltaglider.engine.reference;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** How the server encrypts an object: a reference is encrypted as the object that it was made from. */
public record Encryption(
        @Nullable String algorithm,
        @Nullable String kmsKeyId,
        @Nullable String kmsContext,
        @Nullable Boolean bucketKey) {

    public static final Encryption DEFAULT = new Encryption(null, null, null, null);

    public static Encryption of(PutObjectRequest request) {
        return new Encryption(
                request.serverSideEncryptionAsString(),
                request.ssekmsKeyId(),
                request.ssekmsEncryptionContext(),
                request.bucketKeyEnabled());
    }
}
