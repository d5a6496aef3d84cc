package io.deltaglider.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deltaglider.engine.StoredObject.Kind;
import io.deltaglider.engine.layout.ReferenceKey;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Request;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** A reference that goes away while a writer works: whatever is acknowledged can be read afterwards. */
class GuardTest extends EngineFixture {
    private HookedS3Client hooked;
    private DeltaGliderS3Client writer;

    @BeforeEach
    void hook() {
        hooked = new HookedS3Client(store);
        writer = engine(hooked, "writer");
        Stores.put(client, BUCKET, "v1/app.bin", FIRST);
    }

    /** How a collector takes a reference out of use. */
    enum Loss {
        RETIRED,
        DELETED,
        BOTH
    }

    private void lose(Loss loss) {
        for (ReferenceKey reference : Stores.references(store, BUCKET)) {
            if (loss != Loss.DELETED) {
                store.putObject(
                        r -> r.bucket(BUCKET).key(reference.markerKey()), RequestBody.empty());
            }
            if (loss != Loss.RETIRED) {
                store.deleteObject(r -> r.bucket(BUCKET).key(reference.key()));
            }
        }
    }

    /** Loses all references there are, once, around the first request that the predicate holds for. */
    private void loseOnce(Loss loss, boolean before, Predicate<S3Request> moment) {
        AtomicInteger done = new AtomicInteger();
        hooked.hook(
                new HookedS3Client.Hook() {
                    @Override
                    public void before(S3Request request) {
                        if (before && moment.test(request) && done.getAndIncrement() == 0) {
                            lose(loss);
                        }
                    }

                    @Override
                    public void after(S3Request request) {
                        if (!before && moment.test(request) && done.getAndIncrement() == 0) {
                            lose(loss);
                        }
                    }
                });
    }

    private static boolean writesObject(S3Request request) {
        return request instanceof PutObjectRequest put && put.key().equals("v2/app.bin");
    }

    private void putAndRead(byte[] bytes) {
        Stores.put(writer, BUCKET, "v2/app.bin", bytes);
        assertThat(Stores.get(engine(store, "reader"), BUCKET, "v2/app.bin")).isEqualTo(bytes);
        assertThat(Stores.keys(client, BUCKET, "v2/")).containsExactly("v2/app.bin");
    }

    @ParameterizedTest
    @EnumSource
    void lostBeforeItIsFetched(Loss loss) {
        loseOnce(loss, false, ListObjectsV2Request.class::isInstance);
        putAndRead(SECOND);
        assertThat(client.inspect(BUCKET, "v2/app.bin").kind()).isEqualTo(Kind.DELTA);
    }

    @ParameterizedTest
    @EnumSource
    void lostAfterItWasFetched(Loss loss) {
        loseOnce(loss, false, GetObjectRequest.class::isInstance);
        putAndRead(SECOND);
        assertThat(client.inspect(BUCKET, "v2/app.bin").kind()).isEqualTo(Kind.DELTA);
    }

    @ParameterizedTest
    @EnumSource
    void lostJustAfterTheObjectWasWritten(Loss loss) {
        loseOnce(loss, false, GuardTest::writesObject);
        putAndRead(SECOND);
        StoredObject stored = client.inspect(BUCKET, "v2/app.bin");
        assertThat(stored.kind()).isEqualTo(Kind.DELTA);
        assertThat(stored.reference().orElseThrow()).contains("." + "1.");
    }

    @ParameterizedTest
    @EnumSource
    void theFirstReferenceItselfIsLost(Loss loss) {
        loseOnce(
                loss,
                false,
                r -> r instanceof PutObjectRequest put && put.key().equals("other/file.bin"));
        Stores.put(writer, BUCKET, "other/file.bin", THIRD);
        assertThat(Stores.get(engine(store, "reader"), BUCKET, "other/file.bin")).isEqualTo(THIRD);
    }

    @Test
    void whenEveryReferenceIsLostAgainTheObjectIsStoredRaw() {
        hooked.hook(
                new HookedS3Client.Hook() {
                    @Override
                    public void after(S3Request request) {
                        if (writesObject(request)) {
                            lose(Loss.BOTH);
                        }
                    }
                });
        putAndRead(SECOND);
        assertThat(client.inspect(BUCKET, "v2/app.bin").kind()).isEqualTo(Kind.RAW);
    }

    @Test
    void aRetiredReferenceIsReplacedForAllThatFollow() {
        lose(Loss.RETIRED);
        putAndRead(SECOND);
        Stores.put(writer, BUCKET, "v3/app.bin", THIRD);
        String reference = client.inspect(BUCKET, "v3/app.bin").reference().orElseThrow();
        assertThat(reference)
                .isEqualTo(client.inspect(BUCKET, "v2/app.bin").reference().orElseThrow());
        assertThat(ReferenceKey.ofId(reference).orElseThrow().generation()).isEqualTo(1);
    }

    @Test
    void whoeverOverwritesMeanwhileHasTheLastWord() {
        byte[] others = Bodies.random(50, 1000);
        hooked.hook(
                new HookedS3Client.Hook() {
                    @Override
                    public void after(S3Request request) {
                        if (writesObject(request)) {
                            lose(Loss.BOTH);
                            Stores.put(store, BUCKET, "v2/app.bin", others);
                        }
                    }
                });
        Stores.put(writer, BUCKET, "v2/app.bin", SECOND);
        assertThat(Stores.get(client, BUCKET, "v2/app.bin")).isEqualTo(others);
    }

    @Test
    void whoeverDeletesMeanwhileHasTheLastWord() {
        hooked.hook(
                new HookedS3Client.Hook() {
                    @Override
                    public void after(S3Request request) {
                        if (writesObject(request)) {
                            lose(Loss.BOTH);
                            store.deleteObject(r -> r.bucket(BUCKET).key("v2/app.bin"));
                        }
                    }
                });
        Stores.put(writer, BUCKET, "v2/app.bin", SECOND);
        assertThat(Stores.keys(client, BUCKET, "v2/")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void lostWhileADeltaIsCopied(Loss loss) {
        Stores.put(writer, BUCKET, "v2/app.bin", SECOND);
        loseOnce(loss, false, CopyObjectRequest.class::isInstance);
        writer.copyObject(r ->
                r.sourceBucket(BUCKET)
                        .sourceKey("v2/app.bin")
                        .destinationBucket(BUCKET)
                        .destinationKey("copy"));
        assertThat(Stores.get(engine(store, "reader"), BUCKET, "copy")).isEqualTo(SECOND);
    }

    @Test
    void aDeltaThatIsOverwrittenWhileItIsReadIsReadAnew() {
        Stores.put(client, BUCKET, "v2/app.bin", SECOND);
        byte[] later = Bodies.random(60, 5_000);
        AtomicInteger gets = new AtomicInteger();
        HookedS3Client reading = new HookedS3Client(store);
        reading.hook(
                new HookedS3Client.Hook() {
                    @Override
                    public void after(S3Request request) {
                        if (request instanceof GetObjectRequest && gets.getAndIncrement() == 0) {
                            Stores.put(store, BUCKET, "v2/app.bin", later);
                            lose(Loss.DELETED);
                        }
                    }
                });
        assertThat(Stores.get(engine(reading, "reader"), BUCKET, "v2/app.bin")).isEqualTo(later);
    }

    @Test
    void aMissingReferenceIsAnErrorThatSaysAll() {
        Stores.put(client, BUCKET, "v2/app.bin", SECOND);
        String reference = Stores.references(store, BUCKET).getFirst().key();
        lose(Loss.DELETED);
        assertThatThrownBy(() -> Stores.get(engine(store, "reader"), BUCKET, "v2/app.bin"))
                .isInstanceOf(S3Exception.class)
                .hasMessageContaining("s3://" + BUCKET + "/v2/app.bin")
                .hasMessageContaining(Bodies.sha256(FIRST))
                .hasMessageContaining(reference)
                .hasMessageContaining("deltaglider verify");
        assertThat(Stores.get(client, BUCKET, "v2/app.bin"))
                .as("who has it cached can still read")
                .isEqualTo(SECOND);
    }

    @Test
    void headsOfTheGuardAreNotMistakenForAbsence() {
        hooked.hook(
                new HookedS3Client.Hook() {
                    @Override
                    public void before(S3Request request) {
                        if (request instanceof HeadObjectRequest head
                                && head.key().startsWith(".deltaglider/")) {
                            throw S3Exception.builder()
                                    .statusCode(503)
                                    .message("slow down")
                                    .build();
                        }
                    }
                });
        putAndRead(SECOND);
        assertThat(client.inspect(BUCKET, "v2/app.bin").kind()).isEqualTo(Kind.RAW);
        assertThat(Stores.references(store, BUCKET)).hasSize(1);
    }
}
