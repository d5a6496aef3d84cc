package io.deltaglider.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deltaglider.cli.Samples;
import io.deltaglider.cli.output.Work;
import io.deltaglider.engine.DeltaGliderS3Client;
import io.deltaglider.engine.EngineOptions;
import io.deltaglider.store.EmbeddedStore;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/** Files that somebody writes to while they are sent: never stored as what they never were. */
class ChangingFileTest {
    private static final int SIZE = 300_000;
    private static final byte[] BEFORE = Samples.noise(1, SIZE);

    @TempDir Path directory;

    private S3Client client;
    private Path file;

    /** Done to the file after its first bytes have been read. */
    private interface Change {
        void apply() throws IOException;
    }

    @BeforeEach
    void store() throws IOException {
        client =
                new DeltaGliderS3Client(
                        EmbeddedStore.open(directory.resolve("store")),
                        EngineOptions.defaults().withCacheDirectory(directory.resolve("cache")));
        client.createBucket(r -> r.bucket("bkt"));
        file = Files.write(directory.resolve("file"), BEFORE);
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
    }

    @AfterEach
    void close() {
        client.close();
    }

    private byte[] stored(String key) {
        return client.getObjectAsBytes(r -> r.bucket("bkt").key(key)).asByteArray();
    }

    /** Sends the file, and changes it at the first byte of progress. */
    private boolean send(String key, Change change) throws IOException {
        Transfer.Upload upload =
                new Transfer.Upload(
                        file, "file", new ObjectLocation("bkt", key), SIZE, Instant.EPOCH, false);
        boolean[] changed = {false};
        return new Uploader(client)
                .upload(
                        upload,
                        Work.of(_ -> {
                            if (!changed[0]) {
                                changed[0] = true;
                                try {
                                    change.apply();
                                } catch (IOException e) {
                                    throw new IllegalStateException(e);
                                }
                            }
                        }));
    }

    @ParameterizedTest
    @ValueSource(strings = {"app-1.bin", "plain.mp4"})
    void whatIsRewrittenIsNotStored(String key) throws IOException {
        client.putObject(r -> r.bucket("bkt").key(key), RequestBody.fromString("good"));
        assertThatThrownBy(() -> send(key, () -> Files.write(file, Samples.noise(2, SIZE))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("changed while it was sent");
        assertThat(stored(key)).asString().isEqualTo("good");
    }

    @ParameterizedTest
    @ValueSource(strings = {"app-1.bin", "plain.mp4"})
    void whatShrinksOrIsReplacedIsNotStored(String key) throws IOException {
        client.putObject(r -> r.bucket("bkt").key(key), RequestBody.fromString("good"));
        assertThatThrownBy(() -> send(key, () -> Files.write(file, new byte[10])))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("changed while it was sent");
        Files.write(file, BEFORE);
        Path other = Files.write(directory.resolve("other"), Samples.noise(2, SIZE));
        assertThatThrownBy(() ->
                        send(
                                key,
                                () -> Files.move(other, file, StandardCopyOption.REPLACE_EXISTING)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("changed while it was sent");
        assertThat(stored(key)).asString().isEqualTo("good");
        Files.write(file, BEFORE);
        assertThat(send(key, () -> Files.delete(file))).isFalse();
        assertThat(stored(key)).isEqualTo(BEFORE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"app-1.bin", "plain.mp4"})
    void whatGrowsIsStoredAsItWasAndTold(String key) throws IOException {
        assertThat(send(key, () -> Files.write(file, BEFORE, StandardOpenOption.APPEND))).isFalse();
        assertThat(stored(key)).isEqualTo(BEFORE);
    }

    /** The object would be younger than the file, and as large: {@code sync} would take it for the same. */
    @Test
    void whatChangesAfterItWasReadIsSentAgain() throws IOException {
        byte[] after = Samples.noise(3, SIZE);
        int[] puts = {0};
        S3Client slow =
                new DelegatingS3Client(client) {
                    @Override
                    public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
                        PutObjectResponse response = super.putObject(request, body);
                        if (puts[0]++ == 0) {
                            try {
                                Files.write(file, after);
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        }
                        return response;
                    }
                };
        Transfer.Upload upload =
                new Transfer.Upload(
                        file, "file", new ObjectLocation("bkt", "k"), SIZE, Instant.EPOCH, false);
        assertThat(new Uploader(slow).upload(upload, Work.unwatched())).isTrue();
        assertThat(puts[0]).isEqualTo(2);
        assertThat(stored("k")).isEqualTo(after);
    }

    @Test
    void whatStaysIsStored() throws IOException {
        assertThat(send("app-1.bin", () -> {})).isTrue();
        assertThat(stored("app-1.bin")).isEqualTo(BEFORE);
    }

    @Test
    void theLastBytesAreGivenOutOnlyIfAllOfThemBelongTogether() throws IOException {
        SentFile sent = SentFile.of(file);
        try (InputStream in = sent.open()) {
            assertThat(in.skip(100)).isEqualTo(100);
            assertThat(in.readNBytes(SIZE - 101)).hasSize(SIZE - 101);
            Files.write(file, new byte[SIZE]);
            assertThatThrownBy(in::read).isInstanceOf(IOException.class);
        }
        assertThatThrownBy(sent::open).isInstanceOf(IOException.class);
    }
}
