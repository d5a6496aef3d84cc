package io.deltaglider.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.store.EmbeddedStore;
import io.deltaglider.store.testing.CountingS3Client;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.core.sync.RequestBody;

import java.io.IOException;
import java.nio.file.Path;

/** What every operation costs in requests to the store: the table in docs/storage.md. */
class RequestCountTest {
    private static final String BUCKET = "bucket";
    private static final byte[] FIRST = Bodies.random(1, 200_000);
    private static final byte[] SECOND = Bodies.version(FIRST, 2);

    @TempDir Path folder;
    private CountingS3Client backend;
    private DeltaGliderS3Client client;

    @BeforeEach
    void open() throws IOException {
        backend = new CountingS3Client(EmbeddedStore.open(folder.resolve("store")));
        backend.createBucket(r -> r.bucket(BUCKET));
        client = withCache("cache");
    }

    @AfterEach
    void close() {
        client.close();
    }

    private DeltaGliderS3Client withCache(String name) {
        return new DeltaGliderS3Client(
                backend, EngineOptions.defaults().withCacheDirectory(folder.resolve(name)));
    }

    @Test
    void aFirstVersionCostsFive() {
        backend.reset();
        Stores.put(client, BUCKET, "v1/app.bin", FIRST);
        assertThat(backend.operations())
                .containsExactlyInAnyOrder(
                        "ListObjectsV2", "PutObject", "PutObject", "HeadObject", "HeadObject");
    }

    @Test
    void aNewVersionCostsFourWhenTheReferenceIsHere() {
        Stores.put(client, BUCKET, "v1/app.bin", FIRST);
        backend.reset();
        Stores.put(client, BUCKET, "v2/app.bin", SECOND);
        assertThat(backend.operations())
                .containsExactlyInAnyOrder(
                        "ListObjectsV2", "PutObject", "HeadObject", "HeadObject");
        assertThat(client.inspect(BUCKET, "v2/app.bin").storedSize()).isLessThan(3_000);
    }

    @Test
    void aNewVersionFetchesTheReferenceOnce() {
        Stores.put(client, BUCKET, "v1/app.bin", FIRST);
        try (DeltaGliderS3Client cold = withCache("cold")) {
            backend.reset();
            Stores.put(cold, BUCKET, "v2/app.bin", SECOND);
            assertThat(backend.operations())
                    .containsExactlyInAnyOrder(
                            "ListObjectsV2", "GetObject", "PutObject", "HeadObject", "HeadObject");
            client = cold;
        }
    }

    @Test
    void aSmallObjectCostsOne() {
        backend.reset();
        Stores.put(client, BUCKET, "small", new byte[100]);
        assertThat(backend.operations()).containsExactly("PutObject");
    }

    @Test
    void withoutDeltasAPutCostsOne() {
        try (DeltaGliderS3Client plain =
                new DeltaGliderS3Client(
                        backend,
                        EngineOptions.defaults()
                                .withDelta(false)
                                .withCacheDirectory(folder.resolve("plain")))) {
            backend.reset();
            Stores.put(plain, BUCKET, "a", FIRST);
            Stores.put(plain, BUCKET, "b", Bodies.random(9, 2_000_000));
            assertThat(backend.operations()).containsExactly("PutObject", "PutObject");
            client = plain;
        }
    }

    @Test
    void reading() {
        Stores.put(client, BUCKET, "raw", new byte[1000]);
        Stores.put(client, BUCKET, "v1/app.bin", FIRST);
        Stores.put(client, BUCKET, "v2/app.bin", SECOND);

        backend.reset();
        Stores.get(client, BUCKET, "raw");
        Stores.range(client, BUCKET, "raw", "bytes=500-600");
        assertThat(backend.operations()).containsExactly("GetObject", "GetObject");

        backend.reset();
        assertThat(Stores.get(client, BUCKET, "v2/app.bin")).isEqualTo(SECOND);
        assertThat(backend.operations()).containsExactly("GetObject");

        backend.reset();
        client.headObject(r -> r.bucket(BUCKET).key("v2/app.bin"));
        client.headObject(r -> r.bucket(BUCKET).key("raw"));
        assertThat(backend.operations()).containsExactly("HeadObject", "HeadObject");
    }

    @Test
    void readingColdFetchesTheReferenceOnce() {
        Stores.put(client, BUCKET, "v1/app.bin", FIRST);
        Stores.put(client, BUCKET, "v2/app.bin", SECOND);
        DeltaGliderS3Client cold = withCache("cold");
        backend.reset();
        assertThat(Stores.get(cold, BUCKET, "v2/app.bin")).isEqualTo(SECOND);
        assertThat(backend.operations()).containsExactly("GetObject", "GetObject");
        backend.reset();
        assertThat(Stores.get(cold, BUCKET, "v1/app.bin")).isEqualTo(FIRST);
        assertThat(backend.operations()).containsExactly("GetObject");
    }

    @Test
    void rangesOfADeltaCostOneOnceItIsKnown() {
        Stores.put(client, BUCKET, "v1/app.bin", FIRST);
        backend.reset();
        assertThat(Stores.range(client, BUCKET, "v1/app.bin", "bytes=0-9")).hasSize(10);
        assertThat(backend.operations()).hasSizeLessThanOrEqualTo(2);
        backend.reset();
        assertThat(Stores.range(client, BUCKET, "v1/app.bin", "bytes=100000-100009")).hasSize(10);
        assertThat(backend.operations()).containsExactly("GetObject");
    }

    @Test
    void deletingCostsOne() {
        Stores.put(client, BUCKET, "v1/app.bin", FIRST);
        backend.reset();
        client.deleteObject(r -> r.bucket(BUCKET).key("v1/app.bin"));
        assertThat(backend.operations()).containsExactly("DeleteObject");
    }

    @Test
    void copyingADeltaMovesNoBytes() {
        Stores.put(client, BUCKET, "v1/app.bin", FIRST);
        backend.reset();
        copy(client, "v1/app.bin", "copy");
        copy(client, "copy", "copy of the copy");
        assertThat(backend.operations())
                .containsExactlyInAnyOrder(
                        "CopyObject",
                        "HeadObject",
                        "HeadObject",
                        "CopyObject",
                        "HeadObject",
                        "HeadObject");
        assertThat(Stores.get(client, BUCKET, "copy of the copy")).isEqualTo(FIRST);
    }

    @Test
    void copyingADeltaThatIsNotKnownLooksAtItFirst() {
        Stores.put(client, BUCKET, "v1/app.bin", FIRST);
        DeltaGliderS3Client cold = withCache("cold");
        backend.reset();
        copy(cold, "v1/app.bin", "copy");
        assertThat(backend.operations())
                .as("the object, the marker of its reference, the copy, and the guard")
                .containsExactlyInAnyOrder(
                        "HeadObject", "HeadObject", "CopyObject", "HeadObject", "HeadObject");
        assertThat(Stores.get(cold, BUCKET, "copy")).isEqualTo(FIRST);
    }

    @Test
    void copyingADeltaThatOthersHaveOverwrittenCopiesWhatIsThereNow() {
        Stores.put(client, BUCKET, "v1/app.bin", FIRST);
        Stores.put(withCache("elsewhere"), BUCKET, "v1/app.bin", SECOND);
        copy(client, "v1/app.bin", "copy");
        assertThat(Stores.get(client, BUCKET, "copy")).isEqualTo(SECOND);
        assertThat(client.headObject(r -> r.bucket(BUCKET).key("copy")).contentLength())
                .isEqualTo(SECOND.length);
    }

    private static void copy(DeltaGliderS3Client client, String from, String to) {
        client.copyObject(r ->
                r.sourceBucket(BUCKET)
                        .sourceKey(from)
                        .destinationBucket(BUCKET)
                        .destinationKey(to));
    }

    @Test
    void listingCostsOneWhenTheObjectsAreKnown() {
        Stores.put(client, BUCKET, "v1/app.bin", FIRST);
        Stores.put(client, BUCKET, "v2/app.bin", SECOND);
        Stores.put(client, BUCKET, "small", new byte[100]);
        backend.reset();
        assertThat(client.listObjectsV2(r -> r.bucket(BUCKET)).contents()).hasSize(3);
        assertThat(backend.operations()).containsExactly("ListObjectsV2");
    }

    @Test
    void listingAsksForEveryUnknownObjectOnce() {
        Stores.put(client, BUCKET, "v1/app.bin", FIRST);
        Stores.put(client, BUCKET, "v2/app.bin", SECOND);
        backend.putObject(
                r -> r.bucket(BUCKET).key("tiny"), RequestBody.fromString("put by another tool"));
        DeltaGliderS3Client cold = withCache("cold");
        backend.reset();
        cold.listObjectsV2(r -> r.bucket(BUCKET));
        assertThat(backend.operations())
                .containsExactlyInAnyOrder(
                        "ListObjectsV2", "HeadObject", "HeadObject", "HeadObject");
        backend.reset();
        cold.listObjectsV2(r -> r.bucket(BUCKET));
        assertThat(backend.operations()).containsExactly("ListObjectsV2");
    }
}
