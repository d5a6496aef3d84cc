package io.deltaglider.engine.collect;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.engine.Bodies;
import io.deltaglider.engine.DeltaGliderS3Client;
import io.deltaglider.engine.EngineOptions;
import io.deltaglider.engine.Stores;
import io.deltaglider.engine.layout.ReferenceKey;
import io.deltaglider.store.testing.LocalS3Server;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** In a bucket that keeps versions, what a noncurrent one needs is needed. */
class VersionedCollectionTest {
    private static final String BUCKET = "bucket";
    private static final String KEY = "v1/app.bin";
    private static final byte[] FIRST = Bodies.random(1, 70_000);
    private static final byte[] SECOND = Bodies.version(FIRST, 2);
    private static final byte[] OTHER = Bodies.random(4, 70_000);

    /** More collections than a reference takes to be retired, deleted and forgotten. */
    private static final int DAYS = 4;

    @TempDir Path folder;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private LocalS3Server server;
    private S3Client store;
    private DeltaGliderS3Client client;

    /** A store whose clock is ahead of the dates of what lies in it. */
    private static final class Tomorrow extends DelegatingS3Client {
        private static final Duration AHEAD = Duration.ofHours(25);

        Tomorrow(S3Client store) {
            super(store);
        }

        @Override
        public ListObjectsV2Response listObjectsV2(ListObjectsV2Request request) {
            ListObjectsV2Response answer = super.listObjectsV2(request);
            String date =
                    DateTimeFormatter.RFC_1123_DATE_TIME.format(
                            Instant.now().plus(AHEAD).atOffset(ZoneOffset.UTC));
            ListObjectsV2Response.Builder later = answer.toBuilder();
            later.sdkHttpResponse(
                    answer.sdkHttpResponse().toBuilder().putHeader("Date", date).build());
            return later.build();
        }
    }

    @BeforeEach
    void open() throws IOException {
        server = LocalS3Server.inMemory();
        store = server.client();
        store.createBucket(r -> r.bucket(BUCKET));
        store.putBucketVersioning(r ->
                r.bucket(BUCKET)
                        .versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
        client =
                new DeltaGliderS3Client(
                        server.client(), EngineOptions.defaults().withCacheDirectory(folder));
    }

    @AfterEach
    void close() {
        client.close();
        threads.close();
        server.close();
    }

    private long collect() {
        long deleted = 0;
        for (int day = 0; day < DAYS; day++) {
            CollectReport report =
                    new Collector(new Tomorrow(store), "here", threads, InstantSource.system())
                            .collect(BUCKET, CollectOptions.defaults());
            assertThat(report.errors()).isEmpty();
            deleted += report.referencesDeleted();
        }
        return deleted;
    }

    /** With all their versions, and the marks of deleted ones. */
    private List<String> reserved() {
        return new BucketListing(store, BUCKET)
                .page(ReferenceKey.REFERENCES_PREFIX, BucketListing.Place.START).entries().stream()
                        .map(StoredEntry::key)
                        .distinct()
                        .toList();
    }

    @Test
    void whatAnOverwrittenVersionNeedsStaysUntilThatVersionIsDeleted() {
        String first = Stores.put(client, BUCKET, KEY, FIRST).versionId();
        String second = Stores.put(client, BUCKET, KEY, SECOND).versionId();
        String reference = Stores.references(store, BUCKET).getFirst().key();
        Stores.put(client, BUCKET, KEY, OTHER);
        assertThat(Stores.references(store, BUCKET)).hasSize(2);
        assertThat(collect()).isZero();
        assertThat(client.getObjectAsBytes(r -> r.bucket(BUCKET).key(KEY).versionId(first)))
                .satisfies(body -> assertThat(body.asByteArray()).isEqualTo(FIRST));
        client.deleteObject(r -> r.bucket(BUCKET).key(KEY).versionId(first));
        assertThat(collect()).isZero();
        assertThat(client.getObjectAsBytes(r -> r.bucket(BUCKET).key(KEY).versionId(second)))
                .satisfies(body -> assertThat(body.asByteArray()).isEqualTo(SECOND));
        client.deleteObject(r -> r.bucket(BUCKET).key(KEY).versionId(second));
        assertThat(collect()).isOne();
        assertThat(reserved()).hasSize(1).doesNotContain(reference);
        assertThat(Stores.get(client, BUCKET, KEY)).isEqualTo(OTHER);
    }

    @Test
    void anObjectWithADeleteMarkerCanStillComeBack() {
        Stores.put(client, BUCKET, KEY, FIRST);
        String marker = client.deleteObject(r -> r.bucket(BUCKET).key(KEY)).versionId();
        assertThat(collect()).isZero();
        client.deleteObject(r -> r.bucket(BUCKET).key(KEY).versionId(marker));
        assertThat(Stores.get(client, BUCKET, KEY)).isEqualTo(FIRST);
    }

    @Test
    void versionsOfABucketThatNoLongerKeepsNewOnesCountAsWell() {
        String first = Stores.put(client, BUCKET, KEY, FIRST).versionId();
        store.putBucketVersioning(r ->
                r.bucket(BUCKET)
                        .versioningConfiguration(v -> v.status(BucketVersioningStatus.SUSPENDED)));
        Stores.put(client, BUCKET, KEY, OTHER);
        assertThat(collect()).isZero();
        assertThat(client.getObjectAsBytes(r -> r.bucket(BUCKET).key(KEY).versionId(first)))
                .satisfies(body -> assertThat(body.asByteArray()).isEqualTo(FIRST));
    }
}
