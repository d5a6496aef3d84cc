package io.deltaglider.engine.backend;

import io.deltaglider.engine.failure.Reason;
import io.deltaglider.engine.layout.UnreferencedMark;
import io.deltaglider.engine.object.ETags;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Writes the marks of objects with a customer's key, as {@link UnreferencedMark} describes them: one request more for each such object. When it
 * fails the object is as good as ever; collections of garbage then stop at it and name it, so nothing is lost.
 */
public final class UnreferencedMarks {
    private static final Logger LOG = LoggerFactory.getLogger(UnreferencedMarks.class);

    private final S3Client backend;

    public UnreferencedMarks(S3Client backend) {
        this.backend = backend;
    }

    /**
     * Marks what this writer has just stored with a customer's key.
     *
     * @param etag as the store answered it; where it left it out, the listing is asked
     */
    public void write(Caller caller, String bucket, String key, @Nullable String etag) {
        try {
            String stored = ETags.plain(etag);
            if (stored.isEmpty()) {
                stored = listedEtag(caller, bucket, key);
            }
            var _ =
                    backend.putObject(
                            PutObjectRequest.builder()
                                    .bucket(bucket)
                                    .key(UnreferencedMark.keyFor(key, stored))
                                    .expectedBucketOwner(caller.bucketOwner())
                                    .requestPayer(caller.payer())
                                    .overrideConfiguration(caller.identity())
                                    .build(),
                            RequestBody.empty());
        } catch (AbortedException e) {
            throw e;
        } catch (SdkException e) {
            LOG.warn(
                    "s3://{}/{} is stored, but not marked as an object that needs no reference;"
                            + " \"purge\" will stop there and say what to do: {}",
                    bucket,
                    key,
                    Reason.of(e));
        }
    }

    private String listedEtag(Caller caller, String bucket, String key) {
        ListObjectsV2Request request =
                ListObjectsV2Request.builder()
                        .bucket(bucket)
                        .prefix(key)
                        .maxKeys(1)
                        .expectedBucketOwner(caller.bucketOwner())
                        .requestPayer(caller.payer())
                        .overrideConfiguration(caller.identity())
                        .build();
        return backend.listObjectsV2(request).contents().stream()
                .filter(each -> each.key().equals(key))
                .map(S3Object::eTag)
                .map(ETags::plain)
                .findFirst()
                .orElse("");
    }
}
