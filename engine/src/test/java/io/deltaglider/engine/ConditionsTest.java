package io.deltaglider.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.time.Instant;
import java.util.function.Consumer;

/** Conditions speak of the ETag that clients see, whatever the store's is. */
class ConditionsTest extends EngineFixture {
    private static final String KEY = "v1/app.bin";
    private static final String ETAG = Bodies.md5(FIRST);
    private static final String OTHER = Bodies.md5(SECOND);

    private Instant modified;
    private String storedEtag;

    @BeforeEach
    void put() {
        Stores.put(client, BUCKET, KEY, FIRST);
        modified = client.headObject(r -> r.bucket(BUCKET).key(KEY)).lastModified();
        storedEtag = store.headObject(r -> r.bucket(BUCKET).key(KEY)).eTag().replace("\"", "");
        assertThat(storedEtag).isNotEqualTo(ETAG);
    }

    private int get(Consumer<GetObjectRequest.Builder> conditions) {
        S3Exception failure =
                catchThrowableOfType(
                        S3Exception.class,
                        () ->
                                client.getObjectAsBytes(
                                        r -> conditions.accept(r.bucket(BUCKET).key(KEY))));
        return failure == null ? 200 : failure.statusCode();
    }

    private int head(Consumer<HeadObjectRequest.Builder> conditions) {
        S3Exception failure =
                catchThrowableOfType(
                        S3Exception.class,
                        () -> client.headObject(r -> conditions.accept(r.bucket(BUCKET).key(KEY))));
        return failure == null ? 200 : failure.statusCode();
    }

    @Test
    void ofReads() {
        assertThat(get(r -> r.ifMatch(ETAG))).isEqualTo(200);
        assertThat(get(r -> r.ifMatch('"' + ETAG + '"'))).isEqualTo(200);
        assertThat(get(r -> r.ifMatch("\"x\", \"" + ETAG + '"'))).isEqualTo(200);
        assertThat(get(r -> r.ifMatch("*"))).isEqualTo(200);
        assertThat(get(r -> r.ifMatch(storedEtag))).isEqualTo(412);
        assertThat(get(r -> r.ifNoneMatch('"' + ETAG + '"'))).isEqualTo(304);
        assertThat(get(r -> r.ifNoneMatch("W/\"" + ETAG + '"'))).isEqualTo(304);
        assertThat(get(r -> r.ifNoneMatch(storedEtag))).isEqualTo(200);
        assertThat(get(r -> r.ifModifiedSince(modified))).isEqualTo(304);
        assertThat(get(r -> r.ifModifiedSince(modified.minusSeconds(5)))).isEqualTo(200);
        assertThat(get(r -> r.ifUnmodifiedSince(modified))).isEqualTo(200);
        assertThat(get(r -> r.ifUnmodifiedSince(modified.minusSeconds(5)))).isEqualTo(412);
        // RFC 9110, 13.2.2: an ETag condition makes the date of the same kind irrelevant.
        assertThat(get(r -> r.ifMatch(ETAG).ifUnmodifiedSince(modified.minusSeconds(5))))
                .isEqualTo(200);
        assertThat(get(r -> r.ifNoneMatch(OTHER).ifModifiedSince(modified))).isEqualTo(200);
        assertThat(get(r -> r.ifMatch(ETAG).range("bytes=0-1"))).isEqualTo(200);
        assertThat(get(r -> r.ifMatch(OTHER).range("bytes=900000-"))).isEqualTo(412);

        assertThat(head(r -> r.ifMatch(ETAG))).isEqualTo(200);
        assertThat(head(r -> r.ifMatch(storedEtag))).isEqualTo(412);
        assertThat(head(r -> r.ifNoneMatch(ETAG))).isEqualTo(304);
        assertThat(head(r -> r.ifModifiedSince(modified))).isEqualTo(304);
        assertThat(head(r -> r.ifUnmodifiedSince(modified.minusSeconds(5)))).isEqualTo(412);
    }

    private int put(String key, Consumer<PutObjectRequest.Builder> conditions) {
        S3Exception failure =
                catchThrowableOfType(
                        S3Exception.class,
                        () ->
                                client.putObject(
                                        r -> conditions.accept(r.bucket(BUCKET).key(key)),
                                        RequestBody.fromBytes(SECOND)));
        return failure == null ? 200 : failure.statusCode();
    }

    @Test
    void ofWrites() {
        assertThat(put(KEY, r -> r.ifNoneMatch("*"))).isEqualTo(412);
        assertThat(put(KEY, r -> r.ifMatch(storedEtag))).isEqualTo(412);
        assertThat(put(KEY, r -> r.ifMatch(OTHER))).isEqualTo(412);
        assertThat(put("none", r -> r.ifMatch(ETAG))).isEqualTo(404);
        assertThat(Stores.get(client, BUCKET, KEY)).isEqualTo(FIRST);
        assertThat(put(KEY, r -> r.ifMatch('"' + ETAG + '"'))).isEqualTo(200);
        assertThat(Stores.get(client, BUCKET, KEY)).isEqualTo(SECOND);
        assertThat(put("v9/app.bin", r -> r.ifNoneMatch("*"))).isEqualTo(200);
        assertThat(put("v9/app.bin", r -> r.ifNoneMatch("*"))).isEqualTo(412);
    }

    private int delete(Consumer<DeleteObjectRequest.Builder> conditions) {
        S3Exception failure =
                catchThrowableOfType(
                        S3Exception.class,
                        () ->
                                client.deleteObject(
                                        r -> conditions.accept(r.bucket(BUCKET).key(KEY))));
        return failure == null ? 200 : failure.statusCode();
    }

    @Test
    void ofDeletes() {
        assertThat(delete(r -> r.ifMatch(OTHER))).isEqualTo(412);
        assertThat(delete(r -> r.ifMatch(storedEtag))).isEqualTo(412);
        assertThat(delete(r -> r.ifMatchSize(5L))).isEqualTo(412);
        assertThat(client.headObject(r -> r.bucket(BUCKET).key(KEY)).contentLength())
                .isEqualTo(FIRST.length);
        assertThat(delete(r -> r.ifMatch(ETAG).ifMatchSize((long) FIRST.length))).isEqualTo(200);
        assertThat(Stores.keys(client, BUCKET, "")).isEmpty();
    }

    private int copy(Consumer<CopyObjectRequest.Builder> conditions) {
        S3Exception failure =
                catchThrowableOfType(
                        S3Exception.class,
                        () ->
                                client.copyObject(r ->
                                        conditions.accept(
                                                r.sourceBucket(BUCKET)
                                                        .sourceKey(KEY)
                                                        .destinationBucket(BUCKET)
                                                        .destinationKey("copy"))));
        return failure == null ? 200 : failure.statusCode();
    }

    @Test
    void ofCopies() {
        assertThat(copy(r -> r.copySourceIfMatch(storedEtag))).isEqualTo(412);
        assertThat(copy(r -> r.copySourceIfNoneMatch(ETAG))).isEqualTo(412);
        assertThat(copy(r -> r.copySourceIfModifiedSince(modified))).isEqualTo(412);
        assertThat(Stores.keys(client, BUCKET, "copy")).isEmpty();
        assertThat(copy(r -> r.copySourceIfMatch(ETAG))).isEqualTo(200);
        assertThat(copy(r -> r.copySourceIfNoneMatch(OTHER))).isEqualTo(200);
        assertThat(copy(r -> r.copySourceIfUnmodifiedSince(modified))).isEqualTo(200);
        assertThat(Stores.get(client, BUCKET, "copy")).isEqualTo(FIRST);
    }
}
