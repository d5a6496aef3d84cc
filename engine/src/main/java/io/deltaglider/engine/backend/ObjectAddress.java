package io.deltaglider.engine.backend;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;

/**
 * Which object is meant, and what it takes to read it.
 *
 * @param versionId one version of it; null for the current one
 * @param keyAlgorithm with the next two: the customer's key that the object is encrypted with, if any (SSE-C)
 */
public record ObjectAddress(
        Caller caller,
        String bucket,
        String key,
        @Nullable String versionId,
        @Nullable String keyAlgorithm,
        @Nullable String customerKey,
        @Nullable String customerKeyMd5) {

    public static ObjectAddress of(
            Caller caller, String bucket, String key, @Nullable String versionId) {
        return new ObjectAddress(caller, bucket, key, versionId, null, null, null);
    }

    public static ObjectAddress of(HeadObjectRequest request) {
        return new ObjectAddress(
                Caller.of(request),
                request.bucket(),
                request.key(),
                request.versionId(),
                request.sseCustomerAlgorithm(),
                request.sseCustomerKey(),
                request.sseCustomerKeyMD5());
    }

    public static ObjectAddress of(GetObjectRequest request) {
        return new ObjectAddress(
                Caller.of(request),
                request.bucket(),
                request.key(),
                request.versionId(),
                request.sseCustomerAlgorithm(),
                request.sseCustomerKey(),
                request.sseCustomerKeyMD5());
    }

    public HeadObjectRequest.Builder head() {
        return HeadObjectRequest.builder()
                .bucket(bucket)
                .key(key)
                .versionId(versionId)
                .sseCustomerAlgorithm(keyAlgorithm)
                .sseCustomerKey(customerKey)
                .sseCustomerKeyMD5(customerKeyMd5)
                .expectedBucketOwner(caller.bucketOwner())
                .requestPayer(caller.payer())
                .overrideConfiguration(caller.identity());
    }

    public GetObjectRequest.Builder get() {
        return GetObjectRequest.builder()
                .bucket(bucket)
                .key(key)
                .versionId(versionId)
                .sseCustomerAlgorithm(keyAlgorithm)
                .sseCustomerKey(customerKey)
                .sseCustomerKeyMD5(customerKeyMd5)
                .expectedBucketOwner(caller.bucketOwner())
                .requestPayer(caller.payer())
                .overrideConfiguration(caller.identity());
    }

    /** As people write it. */
    public String uri() {
        return "s3://" + bucket + "/" + key + (versionId == null ? "" : "?versionId=" + versionId);
    }
}
