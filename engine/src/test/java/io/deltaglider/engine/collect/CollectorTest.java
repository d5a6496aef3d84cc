package io.deltaglider.engine.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.DeltaEncoder;
import io.deltaglider.delta.DeltaHeader;
import io.deltaglider.delta.DeltaHeader.ReferenceId;
import io.deltaglider.delta.Effort;
import io.deltaglider.engine.Bodies;
import io.deltaglider.engine.DeltaGliderS3Client;
import io.deltaglider.engine.EngineOptions;
import io.deltaglider.engine.Stores;
import io.deltaglider.engine.collect.CollectReport.Deleted;
import io.deltaglider.engine.layout.ReferenceKey;
import io.deltaglider.engine.layout.TemporaryKey;
import io.deltaglider.engine.object.S3Errors;
import io.deltaglider.engine.optimize.OptimizeOptions;
import io.deltaglider.engine.simulation.SimulatedS3;
import io.deltaglider.store.testing.CountingS3Client;
import io.deltaglider.store.testing.Fault;
import io.deltaglider.store.testing.FaultyS3Client;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What a collection removes, and when; on a store whose clock can be set. */
class CollectorTest {
    private static final String BUCKET = "bucket";
    private static final byte[] FIRST = Bodies.random(1, 70_000);
    private static final byte[] SECOND = Bodies.version(FIRST, 2);
    private static final byte[] THIRD = Bodies.version(FIRST, 3);
    private static final byte[] OTHER = Bodies.random(4, 70_000);
    private static final CollectOptions OPTIONS = CollectOptions.defaults();

    @TempDir Path folder;

    private Instant now = Instant.parse("2026-02-03T04:05:06Z");
    private final InstantSource clock = () -> now;
    private final SimulatedS3 store = new SimulatedS3(clock, 3);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private DeltaGliderS3Client client;
    private int engines;

    @BeforeEach
    void open() {
        client = engine();
    }

    @AfterEach
    void close() {
        client.close();
        threads.close();
    }

    private DeltaGliderS3Client engine() {
        return new DeltaGliderS3Client(
                store,
                EngineOptions.defaults().withCacheDirectory(folder.resolve("cache" + engines++)),
                Executors.newVirtualThreadPerTaskExecutor(),
                clock);
    }

    private CollectReport collect(CollectOptions options) {
        return collect(store, options);
    }

    private CollectReport collect(S3Client backend, CollectOptions options) {
        return new Collector(backend, "here", threads, clock).collect(BUCKET, options);
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    private static final Duration A_DAY = Duration.ofHours(24).plusSeconds(2);

    private byte[] read(String key) {
        try (DeltaGliderS3Client fresh = engine()) {
            return Stores.get(fresh, BUCKET, key);
        }
    }

    private List<String> reserved() {
        return Stores.keys(store, BUCKET, ".deltaglider/");
    }

    @Test
    void aReferenceWithoutObjectsIsRetiredThenDeletedThenForgotten() {
        Stores.put(client, BUCKET, "v1/app.bin", FIRST);
        Stores.put(client, BUCKET, "v2/app.bin", SECOND);
        Stores.put(client, BUCKET, "other/file.bin", OTHER);
        List<ReferenceKey> references = Stores.references(store, BUCKET);
        assertThat(references).hasSize(2);
        ReferenceKey kept =
                ReferenceKey.ofId(
                                client.inspect(BUCKET, "other/file.bin").reference().orElseThrow())
                        .orElseThrow();
        ReferenceKey garbage =
                references.stream().filter(each -> !each.equals(kept)).findFirst().orElseThrow();
        client.deleteObject(r -> r.bucket(BUCKET).key("v1/app.bin"));
        client.deleteObject(r -> r.bucket(BUCKET).key("v2/app.bin"));

        assertThat(collect(OPTIONS).referencesRetired()).as("too young").isZero();
        pass(A_DAY);
        CollectReport first = collect(OPTIONS);
        assertThat(first.referencesFound()).isEqualTo(2);
        assertThat(first.referencesRetired()).isOne();
        assertThat(first.deletedCount()).isZero();
        assertThat(reserved())
                .containsExactlyInAnyOrder(kept.key(), garbage.key(), garbage.markerKey());

        CollectReport again = collect(OPTIONS);
        assertThat(again.referencesRetired() + again.referencesDeleted()).isZero();
        pass(Duration.ofHours(23));
        assertThat(collect(OPTIONS).referencesDeleted()).as("retired too lately").isZero();
        pass(Duration.ofHours(2));
        CollectReport second = collect(OPTIONS);
        assertThat(second.referencesDeleted()).isOne();
        assertThat(second.deletedCount()).isOne();
        assertThat(second.bytesFreed()).isEqualTo(FIRST.length);
        assertThat(second.deleted())
                .singleElement()
                .satisfies(each -> assertThat(each.key()).isEqualTo(garbage.key()));
        assertThat(reserved()).containsExactlyInAnyOrder(kept.key(), garbage.markerKey());

        assertThat(collect(OPTIONS).errors()).isEmpty();
        assertThat(reserved()).as("the name stays taken").hasSize(2);
        pass(A_DAY);
        collect(OPTIONS);
        assertThat(reserved()).containsExactly(kept.key());
        assertThat(read("other/file.bin")).isEqualTo(OTHER);
    }

    @Test
    void aRetiredReferenceThatIsNeededAfterAllStaysRetired() {
        Stores.put(client, BUCKET, "v1/app.bin", FIRST);
        Stores.retireReferences(store, BUCKET);
        for (int day = 0; day < 4; day++) {
            pass(A_DAY);
            assertThat(collect(OPTIONS).referencesDeleted()).isZero();
        }
        assertThat(reserved()).hasSize(2);
        assertThat(read("v1/app.bin")).isEqualTo(FIRST);
        client.deleteObject(r -> r.bucket(BUCKET).key("v1/app.bin"));
        assertThat(collect(OPTIONS).referencesDeleted()).isOne();
    }

    @Test
    void everyKindOfPointerCounts() throws IOException {
        Map<String, String> large = new HashMap<>();
        large.put("a", "x".repeat(1700));
        client.putObject(
                r -> r.bucket(BUCKET).key("large/app.bin").metadata(large),
                RequestBody.fromBytes(OTHER));
        Stores.put(client, BUCKET, "stripped/app.bin", FIRST);
        Stores.stripMetadata(store, BUCKET, "stripped/app.bin");
        Stores.put(client, BUCKET, "plain/app.bin", THIRD);
        Stores.put(client, BUCKET, "copied/a.bin", Bodies.random(7, 70_000));
        client.copyObject(r ->
                r.sourceBucket(BUCKET)
                        .sourceKey("copied/a.bin")
                        .destinationBucket(BUCKET)
                        .destinationKey("far away"));
        client.deleteObject(r -> r.bucket(BUCKET).key("copied/a.bin"));
        ReferenceKey base = reference(FIRST, 0);
        ReferenceKey middle = reference(SECOND, 1);
        putRaw(base.key(), FIRST);
        putRaw(middle.key(), delta(FIRST, base, SECOND));
        putRaw("deep", delta(SECOND, middle, THIRD));
        int references = Stores.references(store, BUCKET).size();
        for (int day = 0; day < 4; day++) {
            pass(A_DAY);
            CollectReport report = collect(OPTIONS);
            assertThat(report.errors()).isEmpty();
            assertThat(report.referencesRetired()).isZero();
            assertThat(report.objectsScanned()).isEqualTo(5);
        }
        assertThat(Stores.references(store, BUCKET)).hasSize(references);
        assertThat(read("deep")).isEqualTo(THIRD);
        assertThat(read("stripped/app.bin")).isEqualTo(FIRST);

        client.deleteObject(r -> r.bucket(BUCKET).key("deep"));
        for (int day = 0; day < 6; day++) {
            collect(OPTIONS);
            pass(A_DAY);
        }
        assertThat(Stores.references(store, BUCKET)).as("the whole chain").hasSize(references - 2);
    }

    /** 25 parts of a hundred are other bytes: the delta is so large that it becomes a reference. */
    private static byte[] changed(byte[] base, long seed) {
        byte[] bytes = base.clone();
        System.arraycopy(Bodies.random(seed, base.length / 4), 0, bytes, 1000, base.length / 4);
        return bytes;
    }

    @Test
    void whatAReferenceWasPromotedAgainstStaysAsLongAsItDoes() {
        byte[] second = changed(FIRST, 12);
        byte[] third = Bodies.version(second, 13);
        Stores.put(client, BUCKET, "app/one.bin", FIRST);
        Stores.put(client, BUCKET, "app/two.bin", second);
        Stores.put(client, BUCKET, "app/three.bin", third);
        assertThat(Stores.references(store, BUCKET))
                .extracting(ReferenceKey::depth)
                .containsExactlyInAnyOrder(0, 1, 2);
        client.deleteObject(r -> r.bucket(BUCKET).key("app/one.bin"));
        client.deleteObject(r -> r.bucket(BUCKET).key("app/two.bin"));
        for (int day = 0; day < 4; day++) {
            pass(A_DAY);
            assertThat(collect(OPTIONS).referencesRetired()).isZero();
        }
        assertThat(read("app/three.bin")).isEqualTo(third);

        client.deleteObject(r -> r.bucket(BUCKET).key("app/three.bin"));
        for (int day = 0; day < 9; day++) {
            pass(A_DAY);
            assertThat(collect(OPTIONS).errors()).isEmpty();
        }
        assertThat(reserved()).isEmpty();
    }

    @Test
    void whatIsRetiredIsNoReferenceForAnythingNew() {
        byte[] second = changed(FIRST, 12);
        Stores.put(client, BUCKET, "one/app.bin", FIRST);
        Stores.put(client, BUCKET, "two/app.bin", second);
        Stores.retireReferences(store, BUCKET);
        List<ReferenceKey> retired = Stores.references(store, BUCKET);
        Stores.put(client, BUCKET, "three/app.bin", SECOND);
        Stores.put(client, BUCKET, "four/app.bin", changed(second, 14));
        Stores.put(client, BUCKET, "five/app.bin", FIRST);
        pass(A_DAY);
        client.optimizer(_ -> true).run(BUCKET, "", OptimizeOptions.defaults(), _ -> {});
        client.deleteObject(r -> r.bucket(BUCKET).key("one/app.bin"));
        client.deleteObject(r -> r.bucket(BUCKET).key("two/app.bin"));
        for (int day = 0; day < 4; day++) {
            pass(A_DAY);
            assertThat(collect(OPTIONS).errors()).isEmpty();
        }
        assertThat(Stores.references(store, BUCKET))
                .isNotEmpty()
                .doesNotContainAnyElementsOf(retired);
        assertThat(read("three/app.bin")).isEqualTo(SECOND);
        assertThat(read("four/app.bin")).isEqualTo(changed(second, 14));
        assertThat(read("five/app.bin")).isEqualTo(FIRST);
    }

    private void putRaw(String key, byte[] bytes) {
        store.putObject(r -> r.bucket(BUCKET).key(key), RequestBody.fromBytes(bytes));
    }

    private static ReferenceKey reference(byte[] bytes, int depth) {
        return new ReferenceKey(
                "0123456789abcdef", Bodies.sha256(bytes), 0, bytes.length, depth, "-");
    }

    private static byte[] delta(byte[] reference, ReferenceKey key, byte[] target)
            throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        DeltaHeader header =
                new DeltaHeader(
                        target.length,
                        Bodies.sha256(target),
                        Bodies.md5(target),
                        Bodies.md5(target),
                        "",
                        Optional.of(new ReferenceId(key.sha256(), key.size(), key.key())));
        try (Content from = Content.of(reference);
                Content to = Content.of(target)) {
            new DeltaEncoder(Effort.FAST).encode(from, to, header, Long.MAX_VALUE, out);
        }
        return out.toByteArray();
    }

    @Test
    void temporaryObjectsGoWhenTheirTimeIsOver() {
        TemporaryKey old = TemporaryKey.unique(now.minusSeconds(1), "a");
        TemporaryKey young = TemporaryKey.unique(now.plusSeconds(1), "b");
        putRaw(old.key(), new byte[10]);
        putRaw(young.key(), new byte[10]);
        putRaw(".deltaglider/tmp/something-else", new byte[10]);
        putRaw(".deltaglider/mpu/1/parts", new byte[20]);
        CollectReport report = collect(OPTIONS);
        assertThat(report.deleted()).containsExactly(new Deleted(old.key(), 10, old.expiry()));
        assertThat(report.expiredCount()).isOne();
        assertThat(reserved()).hasSize(3).doesNotContain(old.key());

        pass(Duration.ofDays(7).plusSeconds(1));
        CollectReport later = collect(OPTIONS);
        assertThat(later.deletedCount()).isEqualTo(2);
        assertThat(later.bytesFreed()).isEqualTo(30);
        assertThat(reserved()).containsExactly(".deltaglider/tmp/something-else");
    }

    @Test
    void aDryRunSaysTheSameAndDoesNothing() {
        Stores.put(client, BUCKET, "v1/app.bin", FIRST);
        Stores.put(client, BUCKET, "other/file.bin", OTHER);
        client.deleteObject(r -> r.bucket(BUCKET).key("v1/app.bin"));
        pass(A_DAY);
        collect(OPTIONS);
        client.deleteObject(r -> r.bucket(BUCKET).key("other/file.bin"));
        pass(A_DAY);
        putRaw(TemporaryKey.unique(now.minusSeconds(1), "a").key(), new byte[10]);
        Map<String, SimulatedS3.Stored> before = Map.copyOf(store.objects);
        CollectReport planned = collect(OPTIONS.withDryRun(true));
        assertThat(store.objects).isEqualTo(before);
        assertThat(planned.referencesRetired()).isOne();
        assertThat(planned.referencesDeleted()).isOne();
        assertThat(planned.deletedCount()).isEqualTo(2);
        assertThat(collect(OPTIONS)).isEqualTo(planned);
    }

    @Test
    void theScanCostsOneRequestForAnObjectAndNoneWhenThereIsNothingOldEnough() {
        Stores.put(client, BUCKET, "v1/app.bin", FIRST);
        Stores.put(client, BUCKET, "v2/app.bin", SECOND);
        Stores.put(client, BUCKET, "raw", new byte[1000]);
        Stores.put(client, BUCKET, "tiny", new byte[10]);
        putRaw("of another tool", new byte[1000]);
        CountingS3Client counting = new CountingS3Client(store);
        collect(counting, OPTIONS);
        assertThat(counting.count("GetObject")).isZero();
        assertThat(counting.total()).isEqualTo(7);

        pass(A_DAY);
        counting.reset();
        collect(counting, OPTIONS);
        assertThat(counting.count("GetObject")).isEqualTo(4);
        assertThat(counting.count("HeadObject")).isZero();
        assertThat(counting.count("ListObjectsV2")).isEqualTo(8);
    }

    /** Whatever cannot be read might be a pointer. */
    @Test
    void whenOneObjectCannotBeReadNothingIsRetiredOrDeleted() {
        Stores.put(client, BUCKET, "v1/app.bin", FIRST);
        Stores.put(client, BUCKET, "z", new byte[100]);
        client.deleteObject(r -> r.bucket(BUCKET).key("v1/app.bin"));
        pass(A_DAY);
        for (Fault fault :
                List.of(
                        Fault.accessDenied(),
                        Fault.internalError(),
                        Fault.slowDown(),
                        Fault.tooManyRequests(),
                        new Fault.TimeoutBefore(),
                        new Fault.BodyEndsEarly(3),
                        new Fault.BodyBreaksOff(3))) {
            putRaw("z", new byte[100]);
            FaultyS3Client faulty = new FaultyS3Client(store);
            faulty.failAll("GetObject", fault);
            CollectReport report = collect(faulty, OPTIONS);
            assertThat(report.errors()).as(fault.toString()).hasSize(1);
            assertThat(report.errors().getFirst()).contains("references are left alone");
            assertThat(report.referencesRetired()).isZero();
        }
        assertThat(collect(OPTIONS).referencesRetired()).isOne();
    }

    @Test
    void everyFaultAtEveryRequestLosesNothingAndTheNextRunFinishes() {
        List<Fault> faults =
                List.of(
                        Fault.internalError(),
                        Fault.slowDown(),
                        Fault.tooManyRequests(),
                        Fault.accessDenied(),
                        new Fault.TimeoutBefore(),
                        new Fault.AnswerLost(),
                        new Fault.BodyBreaksOff(2),
                        new Fault.BodyEndsEarly(2),
                        new Fault.BodyEndsEarly(0),
                        new Fault.StaleBody(OTHER));
        Stores.put(client, BUCKET, "v1/app.bin", FIRST);
        Stores.put(client, BUCKET, "garbage/file.bin", OTHER);
        Stores.put(client, BUCKET, "more/x.bin", Bodies.random(9, 70_000));
        client.deleteObject(r -> r.bucket(BUCKET).key("garbage/file.bin"));
        pass(A_DAY);
        collect(OPTIONS);
        client.deleteObject(r -> r.bucket(BUCKET).key("more/x.bin"));
        pass(A_DAY);
        putRaw(TemporaryKey.unique(now.minusSeconds(1), "a").key(), new byte[10]);
        Map<String, SimulatedS3.Stored> start = Map.copyOf(store.objects);
        FaultyS3Client counting = new FaultyS3Client(store);
        counting.failCall(Integer.MAX_VALUE, Fault.slowDown());
        collect(counting, OPTIONS);
        int calls = counting.calls();
        assertThat(calls).isGreaterThan(15);
        Instant time = now;
        for (Fault fault : faults) {
            for (int call = 1; call <= calls; call++) {
                now = time;
                store.objects.clear();
                store.objects.putAll(start);
                FaultyS3Client faulty = new FaultyS3Client(store);
                faulty.failCall(call, fault);
                try {
                    collect(faulty, OPTIONS);
                } catch (SdkException e) {
                    assertThat(faulty.hasFailed()).isTrue();
                }
                assertThat(Stores.references(store, BUCKET))
                        .as(fault + " at " + call)
                        .anyMatch(each -> each.sha256().equals(Bodies.sha256(FIRST)));
                for (int day = 0; day < 4; day++) {
                    pass(A_DAY);
                    assertThat(collect(OPTIONS).errors()).isEmpty();
                }
                assertThat(reserved()).as(fault + " at " + call).hasSize(1);
            }
        }
        assertThat(read("v1/app.bin")).isEqualTo(FIRST);
    }

    @Test
    void anInterruptedScanGoesOnWhereItWas() {
        Stores.put(client, BUCKET, "v1/app.bin", FIRST);
        byte[] bytes = new byte[100];
        for (int i = 0; i < 1000; i++) {
            putRaw(String.format("x%04d", i), bytes);
        }
        Stores.put(client, BUCKET, "garbage/file.bin", OTHER);
        client.deleteObject(r -> r.bucket(BUCKET).key("garbage/file.bin"));
        pass(A_DAY);
        CollectOptions resumable = OPTIONS.withProgress(folder.resolve("progress"));
        FaultyS3Client faulty = new FaultyS3Client(store);
        faulty.failCall(1000, new Fault.TimeoutBefore());
        assertThat(collect(faulty, resumable).errors()).hasSize(1);

        pass(Duration.ofHours(1));
        CountingS3Client counting = new CountingS3Client(store);
        CollectReport report = collect(counting, resumable);
        assertThat(report.objectsScanned()).isEqualTo(1001);
        assertThat(report.referencesRetired()).isOne();
        assertThat(counting.count("GetObject")).isLessThan(800);
        assertThat(read("v1/app.bin")).isEqualTo(FIRST);
        assertThat(folder.resolve("progress")).isEmptyDirectory();
    }

    @Test
    void aBucketThatIsMissingIsAnError() {
        S3Client none =
                new DelegatingS3Client(store) {
                    @Override
                    public ListObjectsV2Response listObjectsV2(ListObjectsV2Request request) {
                        throw S3Errors.error(404, "NoSuchBucket", "no such bucket");
                    }
                };
        assertThatThrownBy(() -> collect(none, OPTIONS)).isInstanceOf(SdkException.class);
    }
}
