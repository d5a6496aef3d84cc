package io.deltaglider.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deltaglider.engine.layout.TemporaryKey;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** What a presigned URL leads to. */
class PlainCopyTest {
    private static final Instant EXPIRY = Instant.parse("2040-01-02T03:04:05Z");

    @TempDir Path directory;

    private S3Client backend;
    private DeltaGliderS3Client client;
    private final byte[] content = new byte[200_000];

    @BeforeEach
    void store() throws IOException {
        backend = io.deltaglider.store.EmbeddedStore.open(directory.resolve("store"));
        client =
                new DeltaGliderS3Client(
                        backend,
                        EngineOptions.defaults().withCacheDirectory(directory.resolve("cache")));
        client.createBucket(r -> r.bucket("bkt"));
        new Random(1).nextBytes(content);
        client.putObject(r -> r.bucket("bkt").key("v/app-1.bin"), RequestBody.fromBytes(content));
        content[100]++;
    }

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void aDeltaIsRebuiltForAWhile() {
        client.putObject(
                r ->
                        r.bucket("bkt")
                                .key("v/app-2.bin")
                                .contentType("text/x-own")
                                .cacheControl("no-cache")
                                .contentDisposition("attachment")
                                .metadata(Map.of("one", "1")),
                RequestBody.fromBytes(content));

        String key = client.plainKey("bkt", "v/app-2.bin", EXPIRY);

        Optional<TemporaryKey> temporary = TemporaryKey.parse(key);
        assertThat(temporary).isPresent();
        assertThat(temporary.get().expiry()).isEqualTo(EXPIRY);
        assertThat(temporary.get().name()).isEqualTo("app-2.bin");
        ResponseBytes<GetObjectResponse> copy =
                backend.getObjectAsBytes(r -> r.bucket("bkt").key(key));
        assertThat(copy.asByteArray()).isEqualTo(content);
        assertThat(copy.response().contentType()).isEqualTo("text/x-own");
        assertThat(copy.response().cacheControl()).isEqualTo("no-cache");
        assertThat(copy.response().contentDisposition()).isEqualTo("attachment");
        assertThat(copy.response().metadata()).containsExactly(Map.entry("one", "1"));
        assertThat(client.listObjectsV2(r -> r.bucket("bkt")).contents()).hasSize(2);
    }

    @Test
    void aRawObjectIsItsOwnCopy() {
        client.putObject(r -> r.bucket("bkt").key("notes.txt"), RequestBody.fromString("x"));
        assertThat(client.plainKey("bkt", "notes.txt", EXPIRY)).isEqualTo("notes.txt");
    }

    @Test
    void anObjectThatIsNotThereHasNone() {
        assertThatThrownBy(() -> client.plainKey("bkt", "none", EXPIRY))
                .isInstanceOf(NoSuchKeyException.class);
    }
}
