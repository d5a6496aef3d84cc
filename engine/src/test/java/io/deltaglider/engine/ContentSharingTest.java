package io.deltaglider.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deltaglider.engine.StoredObject.Kind;
import io.deltaglider.engine.layout.ContentHint;
import io.deltaglider.engine.layout.ReferenceKey;
import io.deltaglider.engine.optimize.OptimizeOptions;
import io.deltaglider.store.testing.CountingS3Client;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Request;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/** The same content in several directories of a bucket is stored once. */
class ContentSharingTest extends EngineFixture {
    private static final String HINT = ContentHint.keyFor(Bodies.sha256(FIRST));
    private static final int MIB = 1 << 20;

    private DeltaGliderS3Client sharing;

    @BeforeEach
    void share() {
        sharing = engine(store, sharing("cache"));
    }

    private EngineOptions sharing(String cache) {
        return options(cache).withShareFrom(100_000);
    }

    private ReferenceKey reference(String key) {
        return client.inspect(BUCKET, key).reference().flatMap(ReferenceKey::ofId).orElseThrow();
    }

    private long storedBytes() {
        return store.listObjectsV2(r -> r.bucket(BUCKET)).contents().stream()
                .mapToLong(each -> each.size())
                .sum();
    }

    private String hinted() {
        return store.headObject(r -> r.bucket(BUCKET).key(HINT))
                .metadata()
                .getOrDefault(ContentHint.REFERENCE, "");
    }

    private void hint(String reference) {
        store.putObject(
                r -> r.bucket(BUCKET).key(HINT).metadata(Map.of(ContentHint.REFERENCE, reference)),
                RequestBody.empty());
    }

    private void retire(ReferenceKey reference) {
        store.putObject(r -> r.bucket(BUCKET).key(reference.markerKey()), RequestBody.empty());
    }

    private void assertReadable(String key, byte[] bytes) {
        assertThat(Stores.get(engine(store, "cold " + key), BUCKET, key)).isEqualTo(bytes);
    }

    @Test
    void theSameContentInAnotherDirectoryIsStoredOnce() {
        Stores.put(sharing, BUCKET, "left/app.bin", FIRST);
        Stores.put(sharing, BUCKET, "right/app.bin", FIRST);
        assertThat(storedBytes()).isLessThan(FIRST.length + 5_000);
        assertThat(reference("right/app.bin").depth()).isOne();
        assertThat(hinted()).isEqualTo(reference("left/app.bin").id());

        CountingS3Client counting = new CountingS3Client(store);
        DeltaGliderS3Client cold = engine(counting, "cold");
        assertThat(Stores.get(cold, BUCKET, "right/app.bin")).isEqualTo(FIRST);
        assertThat(counting.operations()).containsExactly("GetObject", "GetObject", "GetObject");
        assertThat(Stores.keys(sharing, BUCKET, "")).hasSize(2);
    }

    @Test
    void laterVersionsThereFindIt() {
        Stores.put(sharing, BUCKET, "left/app.bin", FIRST);
        Stores.put(sharing, BUCKET, "right/app.bin", FIRST);
        Stores.put(sharing, BUCKET, "right/app.bin", SECOND);
        assertThat(client.inspect(BUCKET, "right/app.bin").storedSize()).isLessThan(3_000);
        assertThat(storedBytes()).isLessThan(FIRST.length + 8_000);
        assertReadable("right/app.bin", SECOND);
    }

    // --- What it costs

    private List<String> requests(String key, byte[] bytes) {
        CountingS3Client counting = new CountingS3Client(store);
        Stores.put(engine(counting, sharing("cache")), BUCKET, key, bytes);
        return counting.operations();
    }

    @Test
    void newContentCostsOneRequestMore() {
        assertThat(requests("left/1/app.bin", FIRST))
                .containsExactlyInAnyOrder(
                        "ListObjectsV2",
                        "PutObject",
                        "PutObject",
                        "PutObject",
                        "HeadObject",
                        "HeadObject");
        assertThat(requests("left/2/app.bin", SECOND))
                .as("a delta against what is there")
                .containsExactlyInAnyOrder(
                        "ListObjectsV2", "PutObject", "HeadObject", "HeadObject");
        assertThat(requests("left/3/app.bin", FIRST))
                .as("the same in the same deltaspace")
                .containsExactlyInAnyOrder(
                        "ListObjectsV2", "PutObject", "HeadObject", "HeadObject");
    }

    @Test
    void contentThatIsThereCostsSmallRequests() {
        Stores.put(sharing, BUCKET, "left/app.bin", FIRST);
        CountingS3Client counting = new CountingS3Client(store);
        Stores.put(engine(counting, sharing("elsewhere")), BUCKET, "right/app.bin", FIRST);
        assertThat(counting.operations())
                .as("the listing; hint, and what it names; two references; both guarded")
                .containsExactlyInAnyOrder(
                        "ListObjectsV2",
                        "PutObject",
                        "HeadObject",
                        "ListObjectsV2",
                        "PutObject",
                        "PutObject",
                        "HeadObject",
                        "HeadObject",
                        "HeadObject",
                        "HeadObject");
    }

    @Test
    void itPaysFromFourMebibytes() {
        byte[] below = Bodies.random(7, 4 * MIB - 1);
        byte[] enough = Bodies.random(8, 4 * MIB);
        Stores.put(client, BUCKET, "a/below.bin", below);
        Stores.put(client, BUCKET, "a/enough.bin", enough);
        assertThat(Stores.keys(store, BUCKET, ContentHint.HINTS_PREFIX))
                .containsExactly(ContentHint.keyFor(Bodies.sha256(enough)));
        Stores.put(client, BUCKET, "b/enough.bin", enough);
        assertThat(storedBytes()).isLessThan(below.length + enough.length + 10_000);
        assertReadable("b/enough.bin", enough);
    }

    // --- Hints are hints

    enum Wrong {
        RETIRED,
        GONE,
        DAMAGED,
        NAMES_NOTHING,
        NAMES_ANOTHER_CONTENT,
        NAMES_WHAT_NEVER_WAS
    }

    private void make(Wrong wrong) {
        ReferenceKey reference = reference("left/app.bin");
        switch (wrong) {
            case RETIRED -> retire(reference);
            case GONE -> {
                retire(reference);
                store.deleteObject(r -> r.bucket(BUCKET).key(reference.key()));
            }
            case DAMAGED -> {
                byte[] damaged = FIRST.clone();
                damaged[1000]++;
                Map<String, String> metadata =
                        store.headObject(r -> r.bucket(BUCKET).key(reference.key())).metadata();
                store.putObject(
                        r -> r.bucket(BUCKET).key(reference.key()).metadata(metadata),
                        RequestBody.fromBytes(damaged));
            }
            case NAMES_NOTHING -> hint("no reference");
            case NAMES_ANOTHER_CONTENT -> {
                Stores.put(sharing, BUCKET, "unlike/other.bin", Bodies.random(5, 200_000));
                hint(reference("unlike/other.bin").id());
            }
            case NAMES_WHAT_NEVER_WAS ->
                    hint("0123456789abcdef/" + Bodies.sha256(FIRST) + ".0.200000.0.-");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aHintThatIsWrongIsReplaced(Wrong wrong) {
        Stores.put(sharing, BUCKET, "left/app.bin", FIRST);
        make(wrong);
        Stores.put(engine(store, sharing("second")), BUCKET, "right/app.bin", FIRST);
        ReferenceKey own = reference("right/app.bin");
        assertThat(own.depth()).isZero();
        assertThat(hinted()).isEqualTo(own.id());
        assertReadable("right/app.bin", FIRST);

        Stores.put(engine(store, sharing("third")), BUCKET, "third/app.bin", FIRST);
        assertThat(reference("third/app.bin").depth()).isOne();
        assertReadable("third/app.bin", FIRST);
    }

    @Test
    void aHintWithoutMetadataIsReplaced() {
        Stores.put(sharing, BUCKET, "left/app.bin", FIRST);
        Stores.stripMetadata(store, BUCKET, HINT);
        Stores.put(sharing, BUCKET, "right/app.bin", FIRST);
        assertThat(hinted()).isEqualTo(reference("right/app.bin").id());
    }

    /** Between the look at the reference and the write of the object. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aReferenceThatIsRetiredMeanwhileIsNotReliedOn(boolean afterObject) {
        Stores.put(sharing, BUCKET, "left/app.bin", FIRST);
        ReferenceKey shared = reference("left/app.bin");
        HookedS3Client hooked = new HookedS3Client(store);
        DeltaGliderS3Client writer = engine(hooked, sharing("writer"));
        AtomicBoolean done = new AtomicBoolean();
        hooked.hook(
                new HookedS3Client.Hook() {
                    @Override
                    public void after(S3Request request) {
                        boolean moment =
                                request instanceof PutObjectRequest put
                                        && (afterObject
                                                ? put.key().equals("right/app.bin")
                                                : ReferenceKey.parse(put.key()).isPresent());
                        if (moment && !done.getAndSet(true)) {
                            retire(shared);
                        }
                    }
                });
        Stores.put(writer, BUCKET, "right/app.bin", FIRST);
        assertThat(done).isTrue();
        ReferenceKey own = reference("right/app.bin");
        assertThat(own.depth()).isZero();
        store.deleteObject(r -> r.bucket(BUCKET).key(shared.key()));
        assertReadable("right/app.bin", FIRST);
    }

    // --- Where it does not apply

    @Test
    void anObjectWithAnEncryptionOfItsOwnIsKeptApart() {
        Stores.put(sharing, BUCKET, "left/app.bin", FIRST);
        S3Client encrypting = // the embedded store knows no encryption
                new DelegatingS3Client(store) {
                    @Override
                    public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
                        return super.putObject(
                                request.toBuilder().serverSideEncryption((String) null).build(),
                                body);
                    }
                };
        engine(encrypting, sharing("encrypting"))
                .putObject(
                        r ->
                                r.bucket(BUCKET)
                                        .key("secret/app.bin")
                                        .serverSideEncryption(ServerSideEncryption.AES256),
                        RequestBody.fromBytes(FIRST));
        assertThat(reference("secret/app.bin").depth()).isZero();
        assertThat(hinted()).isEqualTo(reference("left/app.bin").id());
    }

    /** Answers every PUT of a hint with a status, 0 for none: then the condition is passed over. */
    private static final class WithoutHints extends DelegatingS3Client {
        final int status;

        WithoutHints(S3Client store, int status) {
            super(store);
            this.status = status;
        }

        @Override
        public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
            boolean hint = ContentHint.parse(request.key()).isPresent();
            if (hint && status != 0) {
                throw S3Exception.builder().statusCode(status).message("not here").build();
            }
            return super.putObject(
                    hint ? request.toBuilder().ifNoneMatch(null).build() : request, body);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 403, 409, 500, 501})
    void aStoreThatTakesNoHintsStoresItTwice(int status) {
        CountingS3Client counting = new CountingS3Client(store);
        DeltaGliderS3Client engine = engine(new WithoutHints(counting, status), sharing("without"));
        Stores.put(engine, BUCKET, "left/app.bin", FIRST);
        Stores.put(engine, BUCKET, "right/app.bin", FIRST);
        assertThat(reference("left/app.bin").depth()).isZero();
        assertThat(reference("right/app.bin").depth()).isZero();
        assertReadable("right/app.bin", FIRST);
    }

    // --- In every place where bytes would be stored

    @Test
    void whatIsPutUnderTwoKeysAtOnceIsStoredOnce() throws Exception {
        List<Callable<PutObjectResponse>> tasks = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            String key = Character.toString('a' + i) + "/app.bin";
            tasks.add(() -> Stores.put(sharing, BUCKET, key, FIRST));
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(tasks.size())) {
            for (Future<PutObjectResponse> each : threads.invokeAll(tasks)) {
                assertThat(each.get().eTag()).contains(Bodies.md5(FIRST));
            }
        }
        assertThat(Stores.references(store, BUCKET))
                .filteredOn(each -> each.depth() == 0)
                .hasSize(1);
    }

    @Test
    void aPromotedDeltaIsSharedToo() {
        byte[] next = FIRST.clone();
        System.arraycopy(Bodies.random(3, 120_000), 0, next, 0, 120_000);
        for (String place : List.of("left", "right")) {
            Stores.put(sharing, BUCKET, place + "/1/app.bin", FIRST);
            Stores.put(sharing, BUCKET, place + "/2/app.bin", next);
        }
        assertThat(reference("left/2/app.bin").depth()).isOne();
        assertThat(reference("right/2/app.bin").depth()).isEqualTo(2);
        assertThat(storedBytes()).isLessThan(FIRST.length + 120_000 + 10_000);
        assertReadable("right/2/app.bin", next);
    }

    @Test
    void whereAnotherLevelWouldBeTooDeepTheObjectPointsThereItself() {
        DeltaGliderS3Client flat = engine(store, sharing("flat").withMaxDepth(0));
        Stores.put(flat, BUCKET, "left/app.bin", FIRST);
        Stores.put(flat, BUCKET, "right/app.bin", FIRST);
        assertThat(reference("right/app.bin")).isEqualTo(reference("left/app.bin"));
        assertThat(Stores.references(store, BUCKET)).hasSize(1);
    }

    @Test
    void whatWouldBeStoredRawIsLookedForAsWell() {
        Stores.put(sharing, BUCKET, "left/app.bin", FIRST);
        // So many that are like nothing that no more of them become references.
        for (int i = 0; i < 24; i++) {
            Stores.put(sharing, BUCKET, "right/app.bin", Bodies.random(500 + i, 200_000));
        }
        assertThat(client.inspect(BUCKET, "right/app.bin").kind()).isEqualTo(Kind.RAW);
        Stores.put(sharing, BUCKET, "right/app.bin", FIRST);
        assertThat(reference("right/app.bin")).isEqualTo(reference("left/app.bin"));
    }

    /** A reference and its base have the same content here: whoever reads one waits for nobody who reads the other. */
    @Test
    @Timeout(120)
    void readingBothAtOnceEnds() throws Exception {
        Stores.put(sharing, BUCKET, "left/app.bin", FIRST);
        Stores.put(sharing, BUCKET, "right/app.bin", FIRST);
        for (int round = 0; round < 40; round++) {
            DeltaGliderS3Client verifying = engine(store, sharing("verify" + round % 2));
            var verifier = verifying.verifier();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<?>> both = new ArrayList<>();
                for (String key :
                        List.of("left/app.bin", "right/app.bin", "left/app.bin", "right/app.bin")) {
                    both.add(
                            threads.submit(() ->
                                    verifier.get(
                                            GetObjectRequest.builder()
                                                    .bucket(BUCKET)
                                                    .key(key)
                                                    .build(),
                                            ResponseTransformer.toBytes())));
                }
                for (Future<?> each : both) {
                    each.get();
                }
            }
        }
    }

    // --- What others make of it

    @Test
    void optimizingDoesNotUndoIt() {
        byte[] third = Bodies.version(SECOND, 7);
        for (String place : List.of("left", "right")) {
            Stores.put(sharing, BUCKET, place + "/1/app.bin", FIRST);
            Stores.put(sharing, BUCKET, place + "/2/app.bin", SECOND);
            Stores.put(sharing, BUCKET, place + "/3/app.bin", third);
        }
        // What another tool has put there gives it something to do.
        byte[] plain = Bodies.version(third, 8);
        Stores.put(store, BUCKET, "right/4/app.bin", plain);
        var report =
                sharing.optimizer(_ -> true).run(BUCKET, "", OptimizeOptions.defaults(), _ -> {});
        assertThat(report.rewritten()).isPositive();
        assertThat(report.failures()).isEmpty();
        assertThat(Stores.references(store, BUCKET))
                .filteredOn(each -> each.depth() == 0)
                .hasSize(1);
        assertThat(storedBytes()).isLessThan(FIRST.length + 20_000);
        CountingS3Client counting = new CountingS3Client(store);
        DeltaGliderS3Client cold = engine(counting, "cold");
        assertThat(Stores.get(cold, BUCKET, "right/4/app.bin")).isEqualTo(plain);
        assertThat(Stores.references(store, BUCKET))
                .as("depths are what they say")
                .allMatch(each -> each.depth() == chain(each.key()));
        assertThat(Stores.get(cold, BUCKET, "right/1/app.bin")).isEqualTo(FIRST);
        assertThat(Stores.get(cold, BUCKET, "right/3/app.bin")).isEqualTo(third);
    }

    @Test
    void whatOptimizingMakesAReferenceIsFound() {
        Stores.put(store, BUCKET, "left/1/app.bin", FIRST);
        Stores.put(store, BUCKET, "left/2/app.bin", SECOND);
        sharing.optimizer(_ -> true).run(BUCKET, "", OptimizeOptions.defaults(), _ -> {});
        ReferenceKey root = Stores.references(store, BUCKET).getFirst();
        byte[] content = root.sha256().equals(Bodies.sha256(FIRST)) ? FIRST : SECOND;
        Stores.put(sharing, BUCKET, "right/app.bin", content);
        assertThat(reference("right/app.bin").depth()).isOne();
        assertReadable("right/app.bin", content);
    }

    /** How many references have to be read for this one. */
    private int chain(String key) {
        String base = store.headObject(r -> r.bucket(BUCKET).key(key)).metadata().get("dg-ref");
        return base == null ? 0 : 1 + chain(ReferenceKey.REFERENCES_PREFIX + base);
    }

    @Test
    void aBucketWithHintsCanBeDeleted() {
        Stores.put(sharing, BUCKET, "left/app.bin", FIRST);
        assertThatThrownBy(() -> client.deleteBucket(r -> r.bucket(BUCKET)))
                .isInstanceOf(S3Exception.class);
        client.deleteObject(r -> r.bucket(BUCKET).key("left/app.bin"));
        assertThat(Stores.keys(store, BUCKET, "")).contains(HINT);
        client.deleteBucket(r -> r.bucket(BUCKET));
        assertThat(store.listBuckets().buckets()).isEmpty();
    }
}
