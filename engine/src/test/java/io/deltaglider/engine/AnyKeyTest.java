package io.deltaglider.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.engine.collect.CollectOptions;
import io.deltaglider.store.folder.FolderBlobStore;
import io.deltaglider.store.testing.LocalS3Server;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Object;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Keys that XML cannot carry, or that look encoded, over HTTP: listed, read and deleted like all others. */
class AnyKeyTest {
    private static final String BUCKET = "bucket";
    private static final List<String> KEYS =
            List.of(
                    "%2B",
                    "+plus sign+",
                    "100%",
                    "a\tb\nc\r",
                    "a\u0001b/\u001f",
                    "non\ufffe\uffff",
                    "sp  ace",
                    "\u00fcn\u00ef",
                    "\ud83d\ude00");

    @TempDir Path folder;

    private LocalS3Server server;
    private DeltaGliderS3Client client;

    @BeforeEach
    void start() throws IOException {
        server = LocalS3Server.over(FolderBlobStore.open(folder.resolve("store")));
        client =
                new DeltaGliderS3Client(
                        server.client(),
                        EngineOptions.defaults().withCacheDirectory(folder.resolve("cache")));
        client.createBucket(r -> r.bucket(BUCKET));
        for (String key : KEYS) {
            client.putObject(
                    r -> r.bucket(BUCKET).key(key), RequestBody.fromString("content of " + key));
        }
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void allAreListedAndAnsweredAsTheyWereAskedFor() {
        // S3Proxy does not encode the key that it gives as a token: the page ends at one that XML
        // can carry.
        assertThat(client.listObjectsV2Paginator(r -> r.bucket(BUCKET).maxKeys(7)).contents())
                .extracting(S3Object::key)
                .containsExactlyInAnyOrderElementsOf(KEYS);
        assertThat(client.listObjects(r -> r.bucket(BUCKET)).contents())
                .extracting(S3Object::key)
                .containsExactlyInAnyOrderElementsOf(KEYS);
        ListObjectsV2Response grouped =
                client.listObjectsV2(r -> r.bucket(BUCKET).prefix("a\u0001").delimiter("/"));
        assertThat(grouped.commonPrefixes())
                .singleElement()
                .satisfies(each -> assertThat(each.prefix()).isEqualTo("a\u0001b/"));
        assertThat(grouped.encodingType()).isNull();
        ListObjectsV2Response encoded =
                client.listObjectsV2(
                        r -> r.bucket(BUCKET).prefix("+").encodingType(EncodingType.URL));
        // The SDK's clients take the encoding off again, and so does the engine.
        assertThat(encoded.encodingType()).isEqualTo(EncodingType.URL);
        assertThat(encoded.contents()).extracting(S3Object::key).containsExactly("+plus sign+");
        assertThat(client.listObjectsV2(r -> r.bucket(BUCKET).startAfter("sp  ac")).contents())
                .hasSize(3);
    }

    @Test
    void uploadsCollectionsAndDeletionsKnowThemToo() {
        client.createMultipartUpload(r -> r.bucket(BUCKET).key("+up load"));
        assertThat(client.listMultipartUploads(r -> r.bucket(BUCKET)).uploads())
                .extracting(MultipartUpload::key)
                .containsExactly("+up load");
        assertThat(
                        client.collect(BUCKET, CollectOptions.defaults().withGrace(Duration.ZERO))
                                .errors())
                .isEmpty();
        Delete all =
                Delete.builder()
                        .objects(
                                KEYS.stream()
                                        .map(key -> ObjectIdentifier.builder().key(key).build())
                                        .toList())
                        .build();
        var answer = client.deleteObjects(r -> r.bucket(BUCKET).delete(all));
        assertThat(answer.errors()).isEmpty();
        assertThat(answer.deleted())
                .extracting(each -> each.key())
                .containsExactlyInAnyOrderElementsOf(KEYS);
        assertThat(client.listObjectsV2(r -> r.bucket(BUCKET)).contents()).isEmpty();
    }

    @Test
    void aBucketWithSuchAKeyIsNotEmptyAndGoesWhenItIs() {
        S3Client store = server.client();
        KEYS.stream()
                .filter(key -> !key.startsWith("a\u0001"))
                .forEach(key -> store.deleteObject(r -> r.bucket(BUCKET).key(key)));
        assertThat(client.listObjectsV2(r -> r.bucket(BUCKET)).contents()).hasSize(1);
        store.deleteObject(r -> r.bucket(BUCKET).key("a\u0001b/\u001f"));
        client.deleteBucket(r -> r.bucket(BUCKET));
        assertThat(store.listBuckets().buckets()).isEmpty();
    }
}
