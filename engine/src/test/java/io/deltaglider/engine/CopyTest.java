package io.deltaglider.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deltaglider.engine.StoredObject.Kind;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Copies and uploads in parts. */
class CopyTest extends EngineFixture {
    private static final String OTHER_BUCKET = "other-bucket";

    @BeforeEach
    void put() {
        store.createBucket(r -> r.bucket(OTHER_BUCKET));
        client.putObject(
                r ->
                        r.bucket(BUCKET)
                                .key("v1/app.bin")
                                .contentType("a/b")
                                .cacheControl("no-cache")
                                .metadata(Map.of("color", "red")),
                RequestBody.fromBytes(FIRST));
    }

    private CopyObjectResponse copy(Consumer<CopyObjectRequest.Builder> more) {
        return client.copyObject(r -> {
            r.sourceBucket(BUCKET)
                    .sourceKey("v1/app.bin")
                    .destinationBucket(BUCKET)
                    .destinationKey("copy");
            more.accept(r);
        });
    }

    private void assertCopied(
            String bucket, String key, String type, Map<String, String> metadata) {
        assertThat(Stores.get(client, bucket, key)).isEqualTo(FIRST);
        HeadObjectResponse head = client.headObject(r -> r.bucket(bucket).key(key));
        assertThat(head.contentType()).isEqualTo(type);
        assertThat(head.metadata()).isEqualTo(metadata);
        assertThat(head.eTag()).isEqualTo('"' + Bodies.md5(FIRST) + '"');
        assertThat(head.contentLength()).isEqualTo(FIRST.length);
        assertThat(client.inspect(bucket, key).kind()).isEqualTo(Kind.DELTA);
    }

    @Test
    void inTheBucketEverythingIsKept() {
        CopyObjectResponse copied = copy(r -> {});
        assertThat(copied.copyObjectResult().eTag()).isEqualTo('"' + Bodies.md5(FIRST) + '"');
        assertCopied(BUCKET, "copy", "a/b", Map.of("color", "red"));
        assertThat(client.headObject(r -> r.bucket(BUCKET).key("copy")).cacheControl())
                .isEqualTo("no-cache");
        assertThat(Stores.references(store, BUCKET)).hasSize(1);
        client.deleteObject(r -> r.bucket(BUCKET).key("v1/app.bin"));
        assertCopied(BUCKET, "copy", "a/b", Map.of("color", "red"));
    }

    @Test
    void aStoreThatIgnoresTheConditionOnTheSourceIsNotBelieved() {
        S3Client careless =
                new DelegatingS3Client(store) {
                    @Override
                    public CopyObjectResponse copyObject(CopyObjectRequest request) {
                        return super.copyObject(
                                request.toBuilder().copySourceIfMatch(null).build());
                    }
                };
        DeltaGliderS3Client one = engine(careless, "one");
        DeltaGliderS3Client other = engine(careless, "other");
        Stores.put(one, BUCKET, "v2/app.bin", FIRST);
        Stores.put(other, BUCKET, "v2/app.bin", SECOND);
        CopyObjectResponse copied =
                one.copyObject(r ->
                        r.sourceBucket(BUCKET)
                                .sourceKey("v2/app.bin")
                                .destinationBucket(BUCKET)
                                .destinationKey("copy"));
        assertThat(copied.copyObjectResult().eTag()).isEqualTo('"' + Bodies.md5(SECOND) + '"');
        assertThat(Stores.get(one, BUCKET, "copy")).isEqualTo(SECOND);
    }

    @Test
    void metadataCanBeReplaced() {
        copy(r ->
                r.metadataDirective(MetadataDirective.REPLACE)
                        .contentType("c/d")
                        .metadata(Map.of("size", "big")));
        assertCopied(BUCKET, "copy", "c/d", Map.of("size", "big"));
        assertThatThrownBy(() ->
                        copy(r ->
                                r.metadataDirective(MetadataDirective.REPLACE)
                                        .metadata(Map.of("dg-size", "1"))))
                .isInstanceOf(S3Exception.class)
                .hasMessageContaining("reserved");
    }

    @Test
    void metadataCanBeReplacedByMoreThanFitsBesideOurs() {
        Map<String, String> large = Map.of("m", "x".repeat(1_900));
        copy(r ->
                r.metadataDirective(MetadataDirective.REPLACE).contentType("c/d").metadata(large));
        assertCopied(BUCKET, "copy", "c/d", large);
    }

    @Test
    void ontoItself() {
        copy(r ->
                r.destinationKey("v1/app.bin")
                        .metadataDirective(MetadataDirective.REPLACE)
                        .contentType("c/d"));
        assertCopied(BUCKET, "v1/app.bin", "c/d", Map.of());
    }

    @Test
    @SuppressWarnings("deprecation") // clients still use it
    void bySourceHeader() {
        Stores.put(client, BUCKET, "a b+c/\u00fc%.bin", FIRST);
        client.copyObject(r ->
                r.copySource(BUCKET + "/a%20b%2Bc/%C3%BC%25.bin")
                        .destinationBucket(BUCKET)
                        .destinationKey("copy"));
        assertThat(Stores.get(client, BUCKET, "copy")).isEqualTo(FIRST);
    }

    @Test
    void toAnotherBucketItIsRebuiltThere() {
        copy(r -> r.destinationBucket(OTHER_BUCKET));
        assertCopied(OTHER_BUCKET, "copy", "a/b", Map.of("color", "red"));
        assertThat(client.headObject(r -> r.bucket(OTHER_BUCKET).key("copy")).cacheControl())
                .isEqualTo("no-cache");
        assertThat(Stores.references(store, OTHER_BUCKET)).hasSize(1);
        Stores.references(store, BUCKET)
                .forEach(each -> store.deleteObject(r -> r.bucket(BUCKET).key(each.key())));
        assertThat(Stores.get(engine(store, "fresh"), OTHER_BUCKET, "copy")).isEqualTo(FIRST);
    }

    @Test
    void aRawObjectIsCopiedAsItIs() {
        byte[] foreign = Bodies.random(3, 1000);
        store.putObject(
                r -> r.bucket(BUCKET).key("foreign").metadata(Map.of("a", "b")),
                RequestBody.fromBytes(foreign));
        copy(r -> r.sourceKey("foreign").destinationBucket(OTHER_BUCKET));
        assertThat(Stores.get(client, OTHER_BUCKET, "copy")).isEqualTo(foreign);
        assertThat(client.headObject(r -> r.bucket(OTHER_BUCKET).key("copy")).metadata())
                .isEqualTo(Map.of("a", "b"));
    }

    @Test
    void aMissingSourceIsA404() {
        assertThatThrownBy(() -> copy(r -> r.sourceKey("none")))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(404));
    }

    private String upload(String key) {
        return client.createMultipartUpload(
                        r -> r.bucket(BUCKET).key(key).metadata(Map.of("a", "b")))
                .uploadId();
    }

    private void complete(String key, String upload, String... etags) {
        client.completeMultipartUpload(r ->
                r.bucket(BUCKET)
                        .key(key)
                        .uploadId(upload)
                        .multipartUpload(m -> {
                            CompletedPart[] parts = new CompletedPart[etags.length];
                            Arrays.setAll(
                                    parts,
                                    i ->
                                            CompletedPart.builder()
                                                    .partNumber(i + 1)
                                                    .eTag(etags[i])
                                                    .build());
                            m.parts(parts);
                        }));
    }

    @Test
    void anUploadInPartsIsRawWhateverItBeginsWith() {
        byte[] deltaFile = Stores.get(store, BUCKET, "v1/app.bin");
        String upload = upload("big");
        String etag =
                client.uploadPart(
                                r -> r.bucket(BUCKET).key("big").uploadId(upload).partNumber(1),
                                RequestBody.fromBytes(deltaFile))
                        .eTag();
        complete("big", upload, etag);
        for (DeltaGliderS3Client each : List.of(client, engine(store, "fresh"))) {
            assertThat(Stores.get(each, BUCKET, "big")).isEqualTo(deltaFile);
            HeadObjectResponse head = each.headObject(r -> r.bucket(BUCKET).key("big"));
            assertThat(head.metadata()).isEqualTo(Map.of("a", "b"));
            assertThat(head.contentLength()).isEqualTo(deltaFile.length);
        }
        copy(r -> r.sourceKey("big").metadataDirective(MetadataDirective.REPLACE));
        assertThat(Stores.get(engine(store, "other"), BUCKET, "copy")).isEqualTo(deltaFile);
    }

    @Test
    void partsAreCopiedFromTheBytesOfADelta() {
        String upload = upload("big");
        String etag =
                client.uploadPartCopy(r ->
                                r.sourceBucket(BUCKET)
                                        .sourceKey("v1/app.bin")
                                        .copySourceRange("bytes=1000-100999")
                                        .destinationBucket(BUCKET)
                                        .destinationKey("big")
                                        .uploadId(upload)
                                        .partNumber(1))
                        .copyPartResult()
                        .eTag();
        complete("big", upload, etag);
        assertThat(Stores.get(client, BUCKET, "big"))
                .isEqualTo(Arrays.copyOfRange(FIRST, 1000, 101_000));
        assertThatThrownBy(() ->
                        client.uploadPartCopy(r ->
                                r.sourceBucket(BUCKET)
                                        .sourceKey("v1/app.bin")
                                        .copySourceRange("bytes=1000-900000")
                                        .destinationBucket(BUCKET)
                                        .destinationKey("big")
                                        .uploadId(upload)
                                        .partNumber(2)))
                .isInstanceOf(S3Exception.class)
                .hasMessageContaining("Range");
    }

    @Test
    void whatIsTooLargeForOnePutGoesInParts() {
        byte[] large = Bodies.random(30, 12 << 20);
        DeltaGliderS3Client parts = engine(store, options("parts").withPartThreshold(5 << 20));
        Stores.put(parts, BUCKET, "a/file.bin", large);
        assertThat(Stores.get(client, BUCKET, "a/file.bin")).isEqualTo(large);
        String reference =
                Stores.references(store, BUCKET).stream()
                        .filter(each -> each.size() == large.length)
                        .findFirst()
                        .orElseThrow()
                        .key();
        assertThat(store.headObject(r -> r.bucket(BUCKET).key(reference)).eTag()).contains("-3");
        DeltaGliderS3Client raw =
                engine(store, options("raw").withPartThreshold(5 << 20).withDelta(false));
        raw.putObject(
                r -> r.bucket(BUCKET).key("raw").metadata(Map.of("a", "b")).contentType("x/y"),
                RequestBody.fromBytes(large));
        assertThat(Stores.get(store, BUCKET, "raw")).isEqualTo(large);
        HeadObjectResponse head = client.headObject(r -> r.bucket(BUCKET).key("raw"));
        assertThat(head.metadata()).isEqualTo(Map.of("a", "b"));
        assertThat(head.contentType()).isEqualTo("x/y");
        assertThat(head.eTag()).endsWith("-3\"");
    }
}
