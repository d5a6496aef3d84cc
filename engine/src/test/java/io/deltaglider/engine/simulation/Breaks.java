package io.deltaglider.engine.simulation;

import io.deltaglider.engine.layout.ReferenceKey;

import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Ways to break the protocol: each takes out one of its rules, by what a process believes to see. The check must notice every one. */
final class Breaks {
    private Breaks() {}

    /** Takes every reference for one that is there and in use: there is no guard, neither before nor after a write. */
    static S3Client noGuard(S3Client store) {
        return new DelegatingS3Client(store) {
            @Override
            public HeadObjectResponse headObject(HeadObjectRequest request) {
                if (ReferenceKey.parseMarker(request.key()).isPresent()) {
                    throw NoSuchKeyException.builder().statusCode(404).message("none").build();
                }
                return ReferenceKey.parse(request.key()).isPresent()
                        ? HeadObjectResponse.builder().build()
                        : super.headObject(request);
            }
        };
    }

    /** Does not see in a listing which references are retired. */
    static S3Client choosesRetired(S3Client store) {
        return new DelegatingS3Client(store) {
            @Override
            public ListObjectsV2Response listObjectsV2(ListObjectsV2Request request) {
                ListObjectsV2Response page = super.listObjectsV2(request);
                return page.toBuilder()
                        .contents(
                                page.contents().stream()
                                        .filter(each ->
                                                ReferenceKey.parseMarker(each.key()).isEmpty())
                                        .toList())
                        .build();
            }
        };
    }

    /** Takes a retired reference into use again, by removing its marker. */
    static S3Client revives(S3Client store) {
        return new DelegatingS3Client(store) {
            @Override
            public HeadObjectResponse headObject(HeadObjectRequest request) {
                if (ReferenceKey.parseMarker(request.key()).isPresent()) {
                    store.deleteObject(r -> r.bucket(request.bucket()).key(request.key()));
                }
                return super.headObject(request);
            }

            @Override
            public ListObjectsV2Response listObjectsV2(ListObjectsV2Request request) {
                ListObjectsV2Response page = super.listObjectsV2(request);
                return page.toBuilder()
                        .contents(
                                page.contents().stream()
                                        .filter(each ->
                                                ReferenceKey.parseMarker(each.key()).isEmpty())
                                        .toList())
                        .build();
            }
        };
    }

    /** A collector that takes every reference for long retired: it deletes after a single scan. */
    static S3Client deletesAfterOneScan(S3Client store) {
        return new DelegatingS3Client(store) {
            @Override
            public ListObjectsV2Response listObjectsV2(ListObjectsV2Request request) {
                ListObjectsV2Response page = super.listObjectsV2(request);
                List<S3Object> shown = new ArrayList<>();
                for (S3Object each : page.contents()) {
                    if (ReferenceKey.parseMarker(each.key()).isPresent()) {
                        continue;
                    }
                    shown.add(each);
                    ReferenceKey.parse(each.key())
                            .ifPresent(key ->
                                    shown.add(
                                            S3Object.builder()
                                                    .key(key.markerKey())
                                                    .size(0L)
                                                    .lastModified(Instant.EPOCH)
                                                    .build()));
                }
                return page.toBuilder().contents(shown).build();
            }
        };
    }

    /** A collector that does not look through all objects: it does not see the last of a page. */
    static S3Client scansIncompletely(S3Client store) {
        return new DelegatingS3Client(store) {
            @Override
            public ListObjectsV2Response listObjectsV2(ListObjectsV2Request request) {
                ListObjectsV2Response page = super.listObjectsV2(request);
                return request.prefix() == null
                                && page.contents().size() > 1
                                && !Boolean.TRUE.equals(page.isTruncated())
                        ? page.toBuilder()
                                .contents(page.contents().subList(0, page.contents().size() - 1))
                                .build()
                        : page;
            }
        };
    }
}
