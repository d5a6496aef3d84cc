package io.deltaglider.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import software.amazon.awssdk.services.s3.model.DeleteBucketRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Request;

import java.util.concurrent.atomic.AtomicBoolean;

class BucketRemovalTest extends EngineFixture {
    @Test
    void aBucketThatLooksEmptyCanBeDeleted() {
        putTwoVersions();
        assertThatThrownBy(() -> client.deleteBucket(r -> r.bucket(BUCKET)))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(409));
        assertThat(Stores.get(engine(store, "fresh"), BUCKET, "v2/app.bin")).isEqualTo(SECOND);

        client.deleteObject(r -> r.bucket(BUCKET).key("v1/app.bin"));
        client.deleteObject(r -> r.bucket(BUCKET).key("v2/app.bin"));
        assertThat(Stores.references(store, BUCKET)).hasSize(1);
        client.deleteBucket(r -> r.bucket(BUCKET));
        assertThat(store.listBuckets().buckets()).isEmpty();
    }

    @Test
    void keysOnBothSidesOfTheReservedPrefixCount() {
        for (String key : new String[] {"!before", ".deltaglidez", "z"}) {
            Stores.put(client, BUCKET, "v1/app.bin", FIRST);
            Stores.put(client, BUCKET, key, new byte[10]);
            client.deleteObject(r -> r.bucket(BUCKET).key("v1/app.bin"));
            assertThatThrownBy(() -> client.deleteBucket(r -> r.bucket(BUCKET)))
                    .isInstanceOf(S3Exception.class);
            assertThat(Stores.references(store, BUCKET)).hasSize(1);
            client.deleteObject(r -> r.bucket(BUCKET).key(key));
        }
    }

    @Test
    void aWriterThatComesInBetweenLosesNothing() {
        Stores.put(client, BUCKET, "v1/app.bin", FIRST);
        client.deleteObject(r -> r.bucket(BUCKET).key("v1/app.bin"));
        HookedS3Client hooked = new HookedS3Client(store);
        DeltaGliderS3Client deleting = engine(hooked, "deleting");
        AtomicBoolean written = new AtomicBoolean();
        hooked.hook(
                new HookedS3Client.Hook() {
                    @Override
                    public void before(S3Request request) {
                        // Before the first marker is written: the last moment at which nobody can
                        // know.
                        if (request instanceof PutObjectRequest && !written.getAndSet(true)) {
                            Stores.put(client, BUCKET, "v2/app.bin", SECOND);
                        }
                    }
                });
        assertThatThrownBy(() ->
                        deleting.deleteBucket(DeleteBucketRequest.builder().bucket(BUCKET).build()))
                .isInstanceOf(S3Exception.class);
        assertThat(written).isTrue();
        assertThat(Stores.get(engine(store, "fresh"), BUCKET, "v2/app.bin")).isEqualTo(SECOND);
    }

    @Test
    void aMissingBucketIsA404() {
        assertThatThrownBy(() -> client.deleteBucket(r -> r.bucket("none")))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(404));
        assertThatThrownBy(() -> Stores.put(client, "none", "v1/app.bin", FIRST))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(404));
    }
}
