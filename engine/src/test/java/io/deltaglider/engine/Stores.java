package io.deltaglider.engine;

import io.deltaglider.engine.layout.ReferenceKey;

import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What tests do to stores again and again. */
public final class Stores {
    private Stores() {}

    public static PutObjectResponse put(S3Client client, String bucket, String key, byte[] bytes) {
        return client.putObject(r -> r.bucket(bucket).key(key), RequestBody.fromBytes(bytes));
    }

    public static byte[] get(S3Client client, String bucket, String key) {
        return response(client, bucket, key).asByteArray();
    }

    public static ResponseBytes<GetObjectResponse> response(
            S3Client client, String bucket, String key) {
        return client.getObjectAsBytes(r -> r.bucket(bucket).key(key));
    }

    public static byte[] range(S3Client client, String bucket, String key, String range) {
        return client.getObjectAsBytes(r -> r.bucket(bucket).key(key).range(range)).asByteArray();
    }

    /** All keys of a store with a prefix. */
    public static List<String> keys(S3Client store, String bucket, String prefix) {
        List<String> keys = new ArrayList<>();
        store.listObjectsV2Paginator(r -> r.bucket(bucket).prefix(prefix)).contents().stream()
                .map(S3Object::key)
                .forEach(keys::add);
        return keys;
    }

    /** The references that lie in a store. */
    public static List<ReferenceKey> references(S3Client store, String bucket) {
        return keys(store, bucket, ReferenceKey.REFERENCES_PREFIX).stream()
                .flatMap(key -> ReferenceKey.parse(key).stream())
                .toList();
    }

    /** Marks every reference of a bucket as retired, as a collector does. */
    public static void retireReferences(S3Client store, String bucket) {
        for (ReferenceKey reference : references(store, bucket)) {
            store.putObject(r -> r.bucket(bucket).key(reference.markerKey()), RequestBody.empty());
        }
    }

    /** Replaces a stored object's user metadata by none, and its content type, as a tool does that knows nothing of either. */
    public static void stripMetadata(S3Client store, String bucket, String key) {
        byte[] stored = get(store, bucket, key);
        store.putObject(
                r -> r.bucket(bucket).key(key).contentType("application/zip").metadata(Map.of()),
                RequestBody.fromBytes(stored));
    }
}
