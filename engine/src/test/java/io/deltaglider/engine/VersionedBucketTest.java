package io.deltaglider.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.engine.StoredObject.Kind;
import io.deltaglider.store.testing.LocalS3Server;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Request;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** In a versioned bucket every PUT of a client is one version, and each can be read. */
class VersionedBucketTest {
    private static final String BUCKET = "bucket";
    private static final String KEY = "v1/app.bin";
    private static final byte[] FIRST = EngineFixture.FIRST;
    private static final byte[] SECOND = EngineFixture.SECOND;

    @TempDir Path folder;

    private LocalS3Server server;
    private S3Client store;
    private HookedS3Client hooked;
    private DeltaGliderS3Client client;

    @BeforeEach
    void open() throws IOException {
        server = LocalS3Server.inMemory();
        store = server.client();
        store.createBucket(r -> r.bucket(BUCKET));
        store.putBucketVersioning(r ->
                r.bucket(BUCKET)
                        .versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
        hooked = new HookedS3Client(server.client());
        client =
                new DeltaGliderS3Client(
                        hooked, EngineOptions.defaults().withCacheDirectory(folder));
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    private List<ObjectVersion> versions() {
        return client.listObjectVersions(r -> r.bucket(BUCKET)).versions();
    }

    @Test
    void everyVersionIsListedLogicallyAndRead() {
        String first = Stores.put(client, BUCKET, KEY, FIRST).versionId();
        String second = Stores.put(client, BUCKET, KEY, SECOND).versionId();
        assertThat(versions()).hasSize(2);
        assertThat(versions()).extracting(ObjectVersion::key).containsOnly(KEY);
        assertThat(versions())
                .extracting(ObjectVersion::size)
                .containsExactly((long) SECOND.length, (long) FIRST.length);
        assertThat(client.getObjectAsBytes(r -> r.bucket(BUCKET).key(KEY).versionId(first)))
                .satisfies(body -> assertThat(body.asByteArray()).isEqualTo(FIRST));
        assertThat(client.getObjectAsBytes(r -> r.bucket(BUCKET).key(KEY).versionId(second)))
                .satisfies(body -> assertThat(body.asByteArray()).isEqualTo(SECOND));
    }

    @Test
    void aDeletedObjectComesBackWithItsMarkersRemoval() {
        Stores.put(client, BUCKET, KEY, FIRST);
        String marker = client.deleteObject(r -> r.bucket(BUCKET).key(KEY)).versionId();
        assertThat(Stores.keys(client, BUCKET, "")).isEmpty();
        client.deleteObject(r -> r.bucket(BUCKET).key(KEY).versionId(marker));
        assertThat(Stores.get(client, BUCKET, KEY)).isEqualTo(FIRST);
    }

    @Test
    void whatTheGuardReplacesLeavesNoVersionBehind() {
        Stores.put(client, BUCKET, "v0/app.bin", FIRST);
        AtomicBoolean done = new AtomicBoolean();
        hooked.hook(
                new HookedS3Client.Hook() {
                    @Override
                    public void after(S3Request request) {
                        if (request instanceof PutObjectRequest put
                                && put.key().equals(KEY)
                                && !done.getAndSet(true)) {
                            Stores.retireReferences(store, BUCKET);
                        }
                    }
                });
        String version = Stores.put(client, BUCKET, KEY, SECOND).versionId();
        assertThat(done).isTrue();
        assertThat(versions())
                .filteredOn(each -> each.key().equals(KEY))
                .extracting(ObjectVersion::versionId)
                .containsExactly(version);
        assertThat(client.inspect(BUCKET, KEY).kind()).isEqualTo(Kind.DELTA);
        assertThat(Stores.get(client, BUCKET, KEY)).isEqualTo(SECOND);
    }
}
