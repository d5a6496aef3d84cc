package io.deltaglider.cli.migrate;

import software.amazon.awssdk.services.s3.S3Client;

import java.util.Optional;

/** Where a bucket is. */
final class BucketRegion {
    private static final String FIRST = "us-east-1";

    private BucketRegion() {}

    /** Asks the store; throws what it answers when there is no such bucket, or it may not be seen. */
    static String of(S3Client client, String bucket) {
        Optional<String> told =
                Optional.ofNullable(client.headBucket(r -> r.bucket(bucket)).bucketRegion());
        return told.orElseGet(() -> {
            String place =
                    client.getBucketLocation(r -> r.bucket(bucket)).locationConstraintAsString();
            return place == null || place.isEmpty() ? FIRST : place;
        });
    }
}
