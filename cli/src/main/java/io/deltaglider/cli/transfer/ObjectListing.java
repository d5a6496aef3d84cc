package io.deltaglider.cli.transfer;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.S3Object;

import java.util.Iterator;
import java.util.function.Consumer;

/** All objects under a prefix, in the order of their keys, page by page. */
public final class ObjectListing {
    private ObjectListing() {}

    /** Calls the consumer for each; one request for a page of them. */
    public static void forEach(
            S3Client client, ObjectLocation prefix, Consumer<S3Object> consumer) {
        iterator(client, ListObjectsV2Request.builder().build(), prefix).forEachRemaining(consumer);
    }

    /** The same, one after the other. */
    static Iterator<S3Object> iterator(
            S3Client client, ListObjectsV2Request template, ObjectLocation prefix) {
        return client.listObjectsV2Paginator(
                        template.toBuilder().bucket(prefix.bucket()).prefix(prefix.key()).build())
                .contents()
                .iterator();
    }

    /** Made by consoles to show an empty folder: no bytes, and a name that no file can have. */
    static boolean isFolderMarker(S3Object object) {
        return object.size() == 0 && object.key().endsWith("/");
    }
}
