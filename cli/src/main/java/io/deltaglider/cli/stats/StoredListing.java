package io.deltaglider.cli.stats;

import io.deltaglider.engine.layout.ReferenceKey;
import io.deltaglider.engine.layout.ReservedKeys;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.S3Object;

import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** What lies in a bucket, as the store lists it. */
final class StoredListing {
    private StoredListing() {}

    /** All of it, the engine's own keys included. */
    static void all(S3Client backend, String bucket, String prefix, Consumer<S3Object> action) {
        backend.listObjectsV2Paginator(
                        ListObjectsV2Request.builder().bucket(bucket).prefix(prefix).build())
                .contents()
                .forEach(action);
    }

    /** The clients' objects, deltas as they are stored. */
    static void objects(S3Client backend, String bucket, String prefix, Consumer<S3Object> action) {
        all(
                backend,
                bucket,
                prefix,
                object -> {
                    if (!ReservedKeys.isReserved(object.key())) {
                        action.accept(object);
                    }
                });
    }

    /** The references of the whole bucket. */
    static void references(
            S3Client backend, String bucket, BiConsumer<ReferenceKey, S3Object> action) {
        all(
                backend,
                bucket,
                ReferenceKey.REFERENCES_PREFIX,
                object ->
                        ReferenceKey.parse(object.key())
                                .ifPresent(reference -> action.accept(reference, object)));
    }
}
