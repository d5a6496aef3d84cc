package io.deltaglider.store.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.store.EmbeddedStore;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

import java.nio.file.Path;

class SmokeTest {
    @Test
    void roundTripEmbedded(@TempDir Path folder) throws Exception {
        try (EmbeddedStore store = EmbeddedStore.open(folder)) {
            check(store);
        }
    }

    @Test
    void roundTripHttp() throws Exception {
        try (LocalS3Server server = LocalS3Server.inMemory()) {
            check(server.client());
        }
    }

    @Test
    void roundTripHttpFolder(@TempDir Path folder) throws Exception {
        try (LocalS3Server server = LocalS3Server.inFolder(folder)) {
            check(server.client());
        }
    }

    private static void check(S3Client raw) {
        CountingS3Client s3 = new CountingS3Client(raw);
        s3.createBucket(b -> b.bucket("test"));
        s3.putObject(b -> b.bucket("test").key("a/b"), RequestBody.fromString("hello"));
        assertThat(s3.getObjectAsBytes(b -> b.bucket("test").key("a/b")).asUtf8String())
                .isEqualTo("hello");
        assertThat(s3.listObjectsV2(b -> b.bucket("test")).contents()).hasSize(1);
        s3.deleteObject(b -> b.bucket("test").key("a/b"));
        s3.deleteBucket(b -> b.bucket("test"));
        assertThat(s3.operations())
                .containsExactly(
                        "CreateBucket",
                        "PutObject",
                        "GetObject",
                        "ListObjectsV2",
                        "DeleteObject",
                        "DeleteBucket");
    }
}
