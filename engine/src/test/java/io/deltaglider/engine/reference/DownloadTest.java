package io.deltaglider.engine.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.deltaglider.engine.backend.BackendS3Client;
import io.deltaglider.engine.backend.Caller;
import io.deltaglider.engine.layout.ReferenceKey;
import io.deltaglider.store.EmbeddedStore;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

import java.io.IOException;
import java.nio.file.Path;

class DownloadTest {
    private static final ReferenceKey KEY =
            new ReferenceKey("0123456789abcdef", "ab".repeat(32), 0, 300_000, 0, "-");

    @TempDir Path folder;

    /** Whoever makes room when a disk is full has to hear of it as that, not as a failure of the store. */
    @Test
    void aFullDiskIsAFailureOfThisMachine() throws IOException {
        Path full = Path.of("/dev/full");
        assumeThat(full).exists();
        try (S3Client store = EmbeddedStore.open(folder.resolve("store"))) {
            store.createBucket(r -> r.bucket("bucket"));
            store.putObject(
                    r -> r.bucket("bucket").key(KEY.key()),
                    RequestBody.fromBytes(new byte[300_000]));
            Download download = new Download(new BackendS3Client(store), Caller.DEFAULT, "bucket");
            assertThatThrownBy(() -> download.to(KEY, full))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("No space left");
            assertThat(download.to(KEY, folder.resolve("file"))).isPresent();
        }
    }
}
