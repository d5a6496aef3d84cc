package io.deltaglider.engine.remove;

import io.deltaglider.engine.backend.Caller;
import io.deltaglider.engine.layout.ReferenceKey;
import io.deltaglider.engine.layout.ReservedKeys;
import io.deltaglider.engine.object.S3Errors;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteBucketRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * DELETE of a bucket. To its clients a bucket is empty when only the engine's own keys are left; the store thinks otherwise, so
 * those go first. A writer may come in between: every reference is retired before the bucket is looked through once more, so
 * that whoever has stored a delta by then is seen, and whoever does so later is told by the guard.
 */
public final class BucketRemover {
    /** Sorts after every key under the reserved prefix and before the next other one. */
    private static final String AFTER_RESERVED = ReservedKeys.PREFIX + Character.toString(0x10FFFF);

    private final S3Client backend;

    public BucketRemover(S3Client backend) {
        this.backend = backend;
    }

    /** As {@link S3Client#deleteBucket(DeleteBucketRequest)}, logically. */
    public DeleteBucketResponse delete(DeleteBucketRequest request) {
        try {
            return backend.deleteBucket(request);
        } catch (S3Exception e) {
            if (!S3Errors.hasCode(e, "BucketNotEmpty")) {
                throw e;
            }
            Caller caller = Caller.of(request);
            if (holdsUserKeys(caller, request.bucket())) {
                throw e;
            }
            List<Version> ours = versions(caller, request.bucket(), ReservedKeys.PREFIX);
            ours.forEach(each -> retire(caller, request.bucket(), each.key()));
            if (holdsUserKeys(caller, request.bucket())) {
                throw e;
            }
            ours.stream()
                    .filter(each -> ReferenceKey.parseMarker(each.key()).isEmpty())
                    .forEach(each -> remove(caller, request.bucket(), each));
            versions(caller, request.bucket(), ReservedKeys.PREFIX)
                    .forEach(each -> remove(caller, request.bucket(), each));
            return backend.deleteBucket(request);
        }
    }

    private record Version(String key, @Nullable String versionId) {}

    private void retire(Caller caller, String bucket, String key) {
        Optional<ReferenceKey> reference = ReferenceKey.parse(key);
        if (reference.isPresent()) {
            PutObjectRequest marker =
                    PutObjectRequest.builder()
                            .bucket(bucket)
                            .key(reference.get().markerKey())
                            .metadata(Map.of())
                            .expectedBucketOwner(caller.bucketOwner())
                            .overrideConfiguration(caller.identity())
                            .build();
            backend.putObject(marker, RequestBody.empty());
        }
    }

    private void remove(Caller caller, String bucket, Version version) {
        backend.deleteObject(
                DeleteObjectRequest.builder()
                        .bucket(bucket)
                        .key(version.key())
                        .versionId(version.versionId())
                        .expectedBucketOwner(caller.bucketOwner())
                        .overrideConfiguration(caller.identity())
                        .build());
    }

    /** Noncurrent versions count: each may need a reference. */
    private boolean holdsUserKeys(Caller caller, String bucket) {
        Predicate<String> isUsers = key -> !ReservedKeys.isReserved(key);
        List<String> first = page(caller, bucket, null);
        return first.stream().anyMatch(isUsers)
                || page(caller, bucket, AFTER_RESERVED).stream().anyMatch(isUsers);
    }

    /** The first keys of a bucket, or those after a key; of all versions where the store has any. */
    private List<String> page(Caller caller, String bucket, @Nullable String after) {
        try {
            ListObjectVersionsResponse page =
                    backend.listObjectVersions(
                            ListObjectVersionsRequest.builder()
                                    .bucket(bucket)
                                    .keyMarker(after)
                                    .expectedBucketOwner(caller.bucketOwner())
                                    .overrideConfiguration(caller.identity())
                                    .build());
            List<String> keys = new ArrayList<>();
            page.versions().forEach(each -> keys.add(each.key()));
            page.deleteMarkers().forEach(each -> keys.add(each.key()));
            return keys;
        } catch (S3Exception e) {
            if (!S3Errors.isNotImplemented(e)) {
                throw e;
            }
            return backend
                    .listObjectsV2(
                            ListObjectsV2Request.builder()
                                    .bucket(bucket)
                                    .startAfter(after)
                                    .expectedBucketOwner(caller.bucketOwner())
                                    .overrideConfiguration(caller.identity())
                                    .build())
                    .contents()
                    .stream()
                    .map(each -> each.key())
                    .toList();
        }
    }

    private List<Version> versions(Caller caller, String bucket, String prefix) {
        try {
            return allVersions(caller, bucket, prefix);
        } catch (S3Exception e) {
            if (!S3Errors.isNotImplemented(e)) {
                throw e;
            }
            return currentVersions(caller, bucket, prefix);
        }
    }

    private List<Version> allVersions(Caller caller, String bucket, String prefix) {
        List<Version> found = new ArrayList<>();
        ListObjectVersionsRequest request =
                ListObjectVersionsRequest.builder()
                        .bucket(bucket)
                        .prefix(prefix)
                        .expectedBucketOwner(caller.bucketOwner())
                        .overrideConfiguration(caller.identity())
                        .build();
        while (true) {
            ListObjectVersionsResponse page = backend.listObjectVersions(request);
            page.versions().forEach(each -> found.add(new Version(each.key(), each.versionId())));
            page.deleteMarkers()
                    .forEach(each -> found.add(new Version(each.key(), each.versionId())));
            if (!Boolean.TRUE.equals(page.isTruncated())) {
                return found;
            }
            request =
                    request.toBuilder()
                            .keyMarker(page.nextKeyMarker())
                            .versionIdMarker(page.nextVersionIdMarker())
                            .build();
        }
    }

    private List<Version> currentVersions(Caller caller, String bucket, String prefix) {
        List<Version> found = new ArrayList<>();
        String token = null;
        do {
            ListObjectsV2Response page =
                    backend.listObjectsV2(
                            ListObjectsV2Request.builder()
                                    .bucket(bucket)
                                    .prefix(prefix)
                                    .continuationToken(token)
                                    .expectedBucketOwner(caller.bucketOwner())
                                    .overrideConfiguration(caller.identity())
                                    .build());
            page.contents().forEach(each -> found.add(new Version(each.key(), null)));
            token = Boolean.TRUE.equals(page.isTruncated()) ? page.nextContinuationToken() : null;
        } while (token != null);
        return found;
    }
}
