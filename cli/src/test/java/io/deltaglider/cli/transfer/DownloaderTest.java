package io.deltaglider.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deltaglider.cli.Samples;
import io.deltaglider.cli.output.Work;
import io.deltaglider.store.EmbeddedStore;
import io.deltaglider.store.testing.Fault;
import io.deltaglider.store.testing.FaultyS3Client;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** Downloads over a connection that breaks. */
class DownloaderTest {
    private static final byte[] CONTENT = Samples.noise(1, 400_000);

    @TempDir Path directory;

    private FaultyS3Client client;
    private Transfer.Download download;
    private final AtomicLong progress = new AtomicLong();

    @BeforeEach
    void store() throws IOException {
        client = new FaultyS3Client(EmbeddedStore.open(directory.resolve("store")));
        client.createBucket(r -> r.bucket("bkt"));
        client.putObject(r -> r.bucket("bkt").key("k"), RequestBody.fromBytes(CONTENT));
        Path file = directory.resolve("out/file");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "old");
        download =
                new Transfer.Download(
                        new ObjectLocation("bkt", "k"),
                        file,
                        "f",
                        CONTENT.length,
                        Instant.EPOCH,
                        false);
    }

    @AfterEach
    void close() {
        client.close();
    }

    private void fetch() throws IOException {
        new Downloader(client).download(download, progress::addAndGet);
    }

    @Test
    void aBrokenConnectionIsForgiven() throws IOException {
        client.failCall(1, new Fault.BodyBreaksOff(200_000));
        fetch();
        assertThat(client.hasFailed()).isTrue();
        assertThat(download.file()).hasBinaryContent(CONTENT);
        assertThat(progress).hasValue(CONTENT.length);
        assertOnlyTheFileIsThere();
    }

    @Test
    void anAnswerThatEndsEarlyIsNoFile() throws IOException {
        client.failAll("GetObject", new Fault.BodyEndsEarly(200_000));
        assertThatThrownBy(this::fetch)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("200000 of 400000 bytes");
        assertThat(download.file()).hasContent("old");
        assertThat(progress).hasValue(0);
        assertOnlyTheFileIsThere();
    }

    @Test
    void aConnectionThatAlwaysBreaksIsAnError() throws IOException {
        int before = client.calls();
        client.failAll("GetObject", new Fault.BodyBreaksOff(10));
        assertThatThrownBy(this::fetch).isInstanceOf(IOException.class);
        assertThat(client.calls() - before).isEqualTo(3);
        assertThat(download.file()).hasContent("old");
        assertOnlyTheFileIsThere();
    }

    @Test
    void aFolderIsKeptUntilTheFileInItsPlaceHasArrived() throws IOException {
        Files.delete(download.file());
        Path inside = download.file().resolve("sub/inside");
        Files.createDirectories(inside.getParent());
        Files.writeString(inside, "old");
        ReplacedFolder folder =
                Objects.requireNonNull(
                        ReplacedFolder.survey(download.file(), (_, _) -> true).removed());
        client.failAll("GetObject", new Fault.BodyBreaksOff(10));
        assertThatThrownBy(() -> new Downloader(client).replace(download, folder, _ -> {}))
                .isInstanceOf(IOException.class);
        assertThat(inside).hasContent("old");
        assertOnlyTheFileIsThere();
    }

    @Test
    void whatHasComeIntoAFolderMeanwhileIsNotRemoved() throws IOException {
        Files.delete(download.file());
        Files.createDirectories(download.file());
        ReplacedFolder folder =
                Objects.requireNonNull(
                        ReplacedFolder.survey(download.file(), (_, _) -> true).removed());
        Path late = Files.writeString(download.file().resolve("late"), "new");
        assertThatThrownBy(() -> new Downloader(client).replace(download, folder, _ -> {}))
                .isInstanceOf(IOException.class);
        assertThat(late).hasContent("new");
        Files.delete(late);
        new Downloader(client).replace(download, folder, _ -> {});
        assertThat(download.file()).hasBinaryContent(CONTENT);
        assertOnlyTheFileIsThere();
    }

    @Test
    void aMoveLeavesWhatAnotherClientHasStoredMeanwhile() throws IOException {
        S3Client busy =
                new DelegatingS3Client(client) {
                    @Override
                    public <T> T getObject(
                            GetObjectRequest request,
                            ResponseTransformer<GetObjectResponse, T> to) {
                        T answer = super.getObject(request, to);
                        client.putObject(
                                r -> r.bucket("bkt").key("k"), RequestBody.fromString("newer"));
                        return answer;
                    }
                };
        Transfer.Download move =
                new Transfer.Download(
                        download.source(),
                        download.file(),
                        "f",
                        CONTENT.length,
                        Instant.EPOCH,
                        true);
        TransferWorker worker = new TransferWorker(busy, RequestTemplates.PLAIN, true);
        assertThatThrownBy(() -> worker.carryOut(move, Work.of(_ -> {})))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("replaced while it was moved");
        assertThat(download.file()).hasBinaryContent(CONTENT);
        assertThat(client.getObjectAsBytes(r -> r.bucket("bkt").key("k")).asUtf8String())
                .isEqualTo("newer");
    }

    /** Between the copy and the removal, or before the copy: what is removed is what was copied, or nothing is. */
    @Test
    void aMoveWithinS3LeavesWhatAnotherClientHasStoredMeanwhile() {
        for (boolean before : new boolean[] {true, false}) {
            client.putObject(r -> r.bucket("bkt").key("k"), RequestBody.fromString("older"));
            String eTag = client.headObject(r -> r.bucket("bkt").key("k")).eTag();
            S3Client busy =
                    new DelegatingS3Client(client) {
                        @Override
                        public CopyObjectResponse copyObject(CopyObjectRequest request) {
                            if (before) {
                                overwrite();
                            }
                            CopyObjectResponse answer = super.copyObject(request);
                            overwrite();
                            return answer;
                        }

                        private void overwrite() {
                            client.putObject(
                                    r -> r.bucket("bkt").key("k"), RequestBody.fromString("newer"));
                        }
                    };
            Transfer.Copy move =
                    new Transfer.Copy(
                            new ObjectLocation("bkt", "k"),
                            new ObjectLocation("bkt", "moved"),
                            5,
                            Optional.of(eTag),
                            true);
            TransferWorker worker = new TransferWorker(busy, RequestTemplates.PLAIN, true);
            assertThatThrownBy(() -> worker.carryOut(move, Work.of(_ -> {})))
                    .hasMessageContaining("replaced while it was moved");
            assertThat(client.getObjectAsBytes(r -> r.bucket("bkt").key("k")).asUtf8String())
                    .isEqualTo("newer");
        }
    }

    private void assertOnlyTheFileIsThere() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("out"))) {
            assertThat(files).containsExactly(download.file());
        }
    }
}
