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

import java.util.List;
import java.util.Optional;
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
        ReferenceKey retired = Stores.references(store, BUCKET).getFirst();
        lose(Loss.RETIRED);
        putAndRead(SECOND);
        Stores.put(writer, BUCKET, "v3/app.bin", THIRD);
        String reference = client.inspect(BUCKET, "v3/app.bin").reference().orElseThrow();
        assertThat(reference).isNotEqualTo(retired.id());
        String next = client.inspect(BUCKET, "v2/app.bin").reference().orElseThrow();
        String base =
                store.headObject(r ->
                                r.bucket(BUCKET).key(ReferenceKey.REFERENCES_PREFIX + reference))
                        .metadata()
                        .getOrDefault("dg-ref", reference);
        assertThat(base).as("it, or what it is a delta to").isEqualTo(next);
        assertThat(Stores.keys(store, BUCKET, retired.markerKey())).hasSize(1);

        Stores.put(writer, BUCKET, "v4/app.bin", FIRST);
        assertThat(client.inspect(BUCKET, "v4/app.bin").reference())
                .isNotEqualTo(Optional.of(retired.id()));
    }

    @Test
    void theNameOfADeletedReferenceIsNotUsedAgainWhileItsMarkerStands() {
        ReferenceKey deleted = Stores.references(store, BUCKET).getFirst();
        lose(Loss.BOTH);
        Stores.put(writer, BUCKET, "v1/app.bin", FIRST);
        String reference = client.inspect(BUCKET, "v1/app.bin").reference().orElseThrow();
        assertThat(reference).isEqualTo(deleted.nextGeneration().id());
        assertThat(Stores.references(store, BUCKET)).containsExactly(deleted.nextGeneration());
    }

    @Test
    void ofAReferenceThatIsGoingAwayALaterGenerationThatIsThereAlreadyIsUsed() {
        ReferenceKey first = Stores.references(store, BUCKET).getFirst();
        loseOnce(Loss.RETIRED, false, GuardTest::writesObject);
        putAndRead(SECOND);
        store.deleteObject(r -> r.bucket(BUCKET).key(first.nextGeneration().markerKey()));
        AtomicInteger done = new AtomicInteger();
        hooked.hook(
                new HookedS3Client.Hook() {
                    @Override
                    public void after(S3Request request) {
                        if (request instanceof PutObjectRequest put
                                && put.key().equals("v3/app.bin")
                                && done.getAndIncrement() == 0) {
                            store.putObject(
                                    r -> r.bucket(BUCKET).key(first.nextGeneration().markerKey()),
                                    RequestBody.empty());
                        }
                    }
                });
        Stores.put(writer, BUCKET, "v3/app.bin", THIRD);
        ReferenceKey third = first.nextGeneration().nextGeneration();
        assertThat(client.inspect(BUCKET, "v3/app.bin").reference()).contains(third.id());
        Stores.put(writer, BUCKET, "v4/app.bin", FIRST);
        assertThat(client.inspect(BUCKET, "v4/app.bin").reference()).contains(third.id());
    }

    /** A crash between a copy and the guard would leave a pointer to a reference that may be deleted at any moment. */
    @Test
    void aDeltaWhoseReferenceIsRetiredIsNeverCopiedAsItIs() {
        Stores.put(writer, BUCKET, "v2/app.bin", SECOND);
        ReferenceKey retired = Stores.references(store, BUCKET).getFirst();
        lose(Loss.RETIRED);
        DeltaGliderS3Client copier = engine(hooked, "copier");
        hooked.hook(
                new HookedS3Client.Hook() {
                    @Override
                    public void before(S3Request request) {
                        assertThat(request).isNotInstanceOf(CopyObjectRequest.class);
                    }
                });
        copy(copier);
        assertThat(client.inspect(BUCKET, "copy").reference())
                .isNotEqualTo(Optional.of(retired.id()));
        assertThat(Stores.get(engine(store, "reader"), BUCKET, "copy")).isEqualTo(SECOND);
    }

    @Test
    void aCopyIsSecuredAlthoughItsSourceIsGone() {
        Stores.put(writer, BUCKET, "v2/app.bin", SECOND);
        for (boolean overwritten : new boolean[] {true, false}) {
            hooked.hook(
                    new HookedS3Client.Hook() {
                        @Override
                        public void after(S3Request request) {
                            if (request instanceof CopyObjectRequest) {
                                lose(Loss.RETIRED);
                                if (overwritten) {
                                    Stores.put(store, BUCKET, "v2/app.bin", new byte[10]);
                                } else {
                                    store.deleteObject(r -> r.bucket(BUCKET).key("v2/app.bin"));
                                }
                            }
                        }
                    });
            List<ReferenceKey> before = Stores.references(store, BUCKET);
            copy(writer);
            before.forEach(each -> store.deleteObject(r -> r.bucket(BUCKET).key(each.key())));
            assertThat(Stores.get(engine(store, "reader" + overwritten), BUCKET, "copy"))
                    .isEqualTo(SECOND);
            Stores.put(writer, BUCKET, "v2/app.bin", SECOND);
        }
    }

    private static void copy(DeltaGliderS3Client client) {
        client.copyObject(r ->
                r.sourceBucket(BUCKET)
                        .sourceKey("v2/app.bin")
                        .destinationBucket(BUCKET)
                        .destinationKey("copy"));
    }

    /** It answers 412 whatever the ETag: that must not be taken for somebody else's write. */
    @Test
    void aStoreThatNeverMeetsAConditionIsNotBelieved() {
        loseOnce(Loss.RETIRED, false, GuardTest::writesObject);
        HookedS3Client refusing = new HookedS3Client(hooked);
        refusing.hook(
                new HookedS3Client.Hook() {
                    @Override
                    public void before(S3Request request) {
                        if (request instanceof PutObjectRequest put && put.ifMatch() != null) {
                            throw S3Exception.builder().statusCode(412).message("never").build();
                        }
                    }
                });
        ReferenceKey retired = Stores.references(store, BUCKET).getFirst();
        Stores.put(engine(refusing, "refused"), BUCKET, "v2/app.bin", SECOND);
        store.deleteObject(r -> r.bucket(BUCKET).key(retired.key()));
        assertThat(client.inspect(BUCKET, "v2/app.bin").reference())
                .isNotEqualTo(Optional.of(retired.id()));
        assertThat(Stores.get(engine(store, "reader"), BUCKET, "v2/app.bin")).isEqualTo(SECOND);
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
    void aMissingReferenceIsAnErrorThatSaysWhatToDo() {
        Stores.put(client, BUCKET, "v2/app.bin", SECOND);
        String reference = Stores.references(store, BUCKET).getFirst().key();
        lose(Loss.DELETED);
        assertThatThrownBy(() -> Stores.get(engine(store, "reader"), BUCKET, "v2/app.bin"))
                .isInstanceOf(S3Exception.class)
                .hasMessageContaining(
                        "s3://"
                                + BUCKET
                                + "/v2/app.bin cannot be rebuilt: reference "
                                + Bodies.sha256(FIRST).substring(0, 12)
                                + " is missing from the bucket")
                .hasMessageContaining("deltaglider doctor s3://" + BUCKET)
                .satisfies(e -> assertThat(e.toString().length()).isLessThan(400))
                .cause()
                .hasMessageContaining(Bodies.sha256(FIRST))
                .hasMessageContaining(reference);
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
