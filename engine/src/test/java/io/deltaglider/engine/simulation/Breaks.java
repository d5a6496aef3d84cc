package io.deltaglider.engine.simulation;

import io.deltaglider.engine.layout.ReferenceKey;

import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Collectors that break the protocol, by what they believe to see. The check must notice them; {@link ProtocolModelTest} has the rules of writers. */
final class Breaks {
    private Breaks() {}

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
