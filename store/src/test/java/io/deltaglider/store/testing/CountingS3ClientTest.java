package io.deltaglider.store.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.store.EmbeddedStore;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Object;

import java.nio.file.Path;

class CountingS3ClientTest {
    @Test
    void countsEveryRequestOnceByName(@TempDir Path folder) throws Exception {
        try (CountingS3Client s3 = new CountingS3Client(EmbeddedStore.open(folder))) {
            s3.createBucket(b -> b.bucket("test"));
            for (String key : new String[] {"a", "b", "c"}) {
                s3.putObject(b -> b.bucket("test").key(key), RequestBody.fromString(key));
            }
            assertThat(s3.getObjectAsBytes(b -> b.bucket("test").key("b")).asUtf8String())
                    .isEqualTo("b");
            assertThat(
                            s3
                                    .listObjectsV2Paginator(b -> b.bucket("test").maxKeys(2))
                                    .contents()
                                    .stream()
                                    .map(S3Object::key))
                    .containsExactly("a", "b", "c");
            assertThat(s3.operations())
                    .containsExactly(
                            "CreateBucket",
                            "PutObject",
                            "PutObject",
                            "PutObject",
                            "GetObject",
                            "ListObjectsV2",
                            "ListObjectsV2");
            assertThat(s3.count("PutObject")).isEqualTo(3);
            assertThat(s3.total()).isEqualTo(7);
            s3.reset();
            assertThat(s3.total()).isZero();
        }
    }
}
