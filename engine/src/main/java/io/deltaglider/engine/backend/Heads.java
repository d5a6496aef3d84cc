package io.deltaglider.engine.backend;

import io.deltaglider.engine.object.S3Errors;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.util.Optional;

/**
 * Asks whether objects exist. The answer has three values: present, absent, or not known. Only a 404 means absent; a refusal, a
 * failing server or a broken connection is thrown as what it is, and must never be taken for "there is none".
 */
public final class Heads {
    private final S3Client backend;

    public Heads(S3Client backend) {
        this.backend = backend;
    }

    /**
     * The object's headers, or empty when it is certain that there is no such object.
     *
     * @throws software.amazon.awssdk.core.exception.SdkException when that cannot be told
     */
    public Optional<HeadObjectResponse> find(Caller caller, String bucket, String key) {
        return find(caller, bucket, key, null);
    }

    /**
     * The same, with the store's own checksum of the object, where it has one. The embedded store computes it: an object whose bytes on disk
     * have changed is an error with the code {@code ObjectDamaged}.
     */
    public Optional<HeadObjectResponse> findChecked(Caller caller, String bucket, String key) {
        return find(caller, bucket, key, ChecksumMode.ENABLED);
    }

    private Optional<HeadObjectResponse> find(
            Caller caller, String bucket, String key, @Nullable ChecksumMode checksums) {
        HeadObjectRequest request =
                HeadObjectRequest.builder()
                        .bucket(bucket)
                        .key(key)
                        .checksumMode(checksums)
                        .expectedBucketOwner(caller.bucketOwner())
                        .requestPayer(caller.payer())
                        .overrideConfiguration(caller.identity())
                        .build();
        try {
            return Optional.of(backend.headObject(request));
        } catch (S3Exception e) {
            if (S3Errors.isAbsent(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
