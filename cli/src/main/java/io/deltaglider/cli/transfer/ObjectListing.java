package io.deltaglider.cli.transfer;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.S3Object;

import java.util.function.Consumer;

/** All objects under a prefix, in the order of their keys, page by page. */
public final class ObjectListing {
    private ObjectListing() {}

    /** Calls the consumer for each; one request for a page of them. */
    public static void forEach(
            S3Client client, ObjectLocation prefix, Consumer<S3Object> consumer) {
        client.listObjectsV2Paginator(
                        ListObjectsV2Request.builder()
                                .bucket(prefix.bucket())
                                .prefix(prefix.key())
                                .build())
                .contents()
                .forEach(consumer);
    }

    /** Made by consoles to show an empty folder: no bytes, and a name that no file can have. */
    static boolean isFolderMarker(S3Object object) {
        return object.size() == 0 && object.key().endsWith("/");
    }
}
