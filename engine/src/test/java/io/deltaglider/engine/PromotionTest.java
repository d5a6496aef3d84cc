package io.deltaglider.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deltaglider.engine.StoredObject.Kind;
import io.deltaglider.engine.layout.ReferenceKey;
import io.deltaglider.engine.write.Packing;
import io.deltaglider.store.testing.CountingS3Client;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Request;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** Which reference an object is stored against, and which become references. */
class PromotionTest extends EngineFixture {
    private static final int SIZE = 200_000;

    /** Some parts of a hundred of FIRST are other bytes. */
    private static byte[] changed(byte[] base, long seed, int percent) {
        byte[] bytes = base.clone();
        int length = base.length / 100 * percent;
        int at = (int) (seed * 7919 % (base.length - length));
        System.arraycopy(Bodies.random(seed, length), 0, bytes, at, length);
        return bytes;
    }

    private ReferenceKey reference(String key) {
        return client.inspect(BUCKET, key).reference().flatMap(ReferenceKey::ofId).orElseThrow();
    }

    private long storedBytes() {
        return store.listObjectsV2(r -> r.bucket(BUCKET)).contents().stream()
                .mapToLong(each -> each.size())
                .sum();
    }

    @Test
    void aLargeDeltaBecomesAReference() {
        byte[] second = changed(FIRST, 2, 25);
        byte[] third = Bodies.version(second, 3);
        Stores.put(client, BUCKET, "v1/app.bin", FIRST);
        Stores.put(client, BUCKET, "v2/app.bin", second);
        Stores.put(client, BUCKET, "v3/app.bin", third);

        ReferenceKey promoted = reference("v2/app.bin");
        assertThat(promoted.sha256()).isEqualTo(Bodies.sha256(second));
        assertThat(promoted.depth()).isOne();
        assertThat(client.inspect(BUCKET, "v2/app.bin").storedSize()).isLessThan(1_000);
        assertThat(reference("v3/app.bin")).isEqualTo(promoted);
        assertThat(client.inspect(BUCKET, "v3/app.bin").storedSize()).isLessThan(3_000);
        assertThat(Stores.references(store, BUCKET)).hasSize(2);
        assertThat(storedBytes()).isLessThan(SIZE + SIZE / 4 + 8_000);
        Map<String, String> marks =
                store.headObject(r -> r.bucket(BUCKET).key(promoted.key())).metadata();
        assertThat(marks)
                .containsEntry("dg-format", "delta")
                .containsEntry("dg-ref", reference("v1/app.bin").id());

        CountingS3Client counting = new CountingS3Client(store);
        DeltaGliderS3Client cold = engine(counting, "cold");
        assertThat(Stores.get(cold, BUCKET, "v3/app.bin")).isEqualTo(third);
        assertThat(counting.operations()).containsExactly("GetObject", "GetObject", "GetObject");
        assertThat(Stores.get(cold, BUCKET, "v2/app.bin")).isEqualTo(second);
        assertThat(Stores.get(cold, BUCKET, "v1/app.bin")).isEqualTo(FIRST);
    }

    @Test
    void aPromotionCostsSeven() {
        Stores.put(client, BUCKET, "v1/app.bin", FIRST);
        CountingS3Client counting = new CountingS3Client(store);
        DeltaGliderS3Client other = engine(counting, options("cache"));
        Stores.put(other, BUCKET, "v2/app.bin", changed(FIRST, 2, 25));
        assertThat(counting.operations())
                .containsExactlyInAnyOrder(
                        "ListObjectsV2",
                        "PutObject",
                        "PutObject",
                        "HeadObject",
                        "HeadObject",
                        "HeadObject",
                        "HeadObject");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void depthIsBounded(int most) {
        DeltaGliderS3Client bounded = engine(store, options("cache").withMaxDepth(most));
        byte[] bytes = FIRST;
        List<byte[]> versions = new ArrayList<>();
        for (int i = 1; i <= 7; i++) {
            versions.add(bytes);
            Stores.put(bounded, BUCKET, "v" + i + "/app.bin", bytes);
            bytes = changed(bytes, i, 15);
        }
        assertThat(Stores.references(store, BUCKET))
                .extracting(ReferenceKey::depth)
                .contains(most)
                .allMatch(each -> each <= most);
        for (int i = 1; i <= 7; i++) {
            CountingS3Client counting = new CountingS3Client(store);
            DeltaGliderS3Client cold = engine(counting, "cold" + i);
            assertThat(Stores.get(cold, BUCKET, "v" + i + "/app.bin"))
                    .isEqualTo(versions.get(i - 1));
            assertThat(counting.operations()).hasSizeLessThanOrEqualTo(2 + most);
        }
        assertThat(storedBytes()).isLessThan(3L * SIZE);
    }

    @Test
    void aboveTheLargestRatioAnObjectIsStoredAsItIs() {
        DeltaGliderS3Client strict = engine(store, options("cache").withMaxRatio(0.2));
        Stores.put(strict, BUCKET, "v1/app.bin", FIRST);
        byte[] second = changed(FIRST, 2, 40);
        Stores.put(strict, BUCKET, "v2/app.bin", second);
        assertThat(client.inspect(BUCKET, "v2/app.bin").kind()).isEqualTo(Kind.RAW);
        assertThat(Stores.get(store, BUCKET, "v2/app.bin")).isEqualTo(second);
        assertThat(Stores.references(store, BUCKET)).hasSize(1);
    }

    /** Every kind of content in the deltaspace finds its own again, however many there are. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theNearestOfTenReferencesIsChosen(long seed) {
        Map<String, Integer> kinds = new HashMap<>();
        for (int kind = 0; kind < 10; kind++) {
            byte[] base = kind % 2 == 0 ? Bodies.random(100 * seed + kind, SIZE) : text(seed, kind);
            Stores.put(client, BUCKET, "v" + kind + "/app.bin", base);
            kinds.put(reference("v" + kind + "/app.bin").sha256(), kind);
        }
        assertThat(kinds).hasSize(10);
        for (int kind = 9; kind >= 0; kind--) {
            byte[] base = Stores.get(client, BUCKET, "v" + kind + "/app.bin");
            String key = "v1" + kind + "/app.bin";
            Stores.put(client, BUCKET, key, Bodies.version(base, kind + 1));
            assertThat(kinds.get(reference(key).sha256())).isEqualTo(kind);
            assertThat(client.inspect(BUCKET, key).storedSize()).isLessThan(4_000);
        }
        assertThat(Stores.references(store, BUCKET)).hasSize(10);
    }

    /** Versions that went different ways: each next step is nearest to the last of its own branch. */
    @Test
    void theNearestOfRelatedReferencesIsChosen() {
        List<byte[]> branches = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            branches.add(changed(FIRST, i + 1, 35));
            Stores.put(client, BUCKET, "v" + i + "/app.bin", branches.get(i));
        }
        for (int i = 0; i < 10; i++) {
            String key = "v1" + i + "/app.bin";
            Stores.put(client, BUCKET, key, Bodies.version(branches.get(i), i + 1));
            assertThat(reference(key).sha256()).isEqualTo(Bodies.sha256(branches.get(i)));
        }
    }

    private static byte[] text(long seed, int kind) {
        Random random = new Random(seed * 31 + kind);
        StringBuilder text = new StringBuilder();
        while (text.length() < SIZE) {
            text.append(Integer.toString(random.nextInt(1 << 24), 36)).append(' ');
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void aNeighbourServesWhereThePatternHasNoReference() {
        Stores.put(client, BUCKET, "dir/setup-spring.exe", FIRST);
        Stores.put(client, BUCKET, "dir/setup-summer.exe", SECOND);
        Stores.put(client, BUCKET, "dir/unlike.exe", Bodies.random(5, SIZE));
        Stores.put(client, BUCKET, "other/setup-autumn.exe", THIRD);
        ReferenceKey spring = reference("dir/setup-spring.exe");
        ReferenceKey summer = reference("dir/setup-summer.exe");
        assertThat(summer.depth()).isOne();
        assertThat(summer.deltaspaceId()).isNotEqualTo(spring.deltaspaceId());
        assertThat(reference("dir/unlike.exe").depth()).isZero();
        assertThat(reference("other/setup-autumn.exe").depth()).isZero();
        assertThat(storedBytes()).isLessThan(3L * SIZE + 10_000);
        assertThat(Stores.get(engine(store, "cold"), BUCKET, "dir/setup-summer.exe"))
                .isEqualTo(SECOND);
    }

    @Test
    void aNamedDeltaspaceJoinsWhatNamesDoNot() {
        DeltaGliderS3Client named = engine(store, options("cache").withDeltaspace("images"));
        Stores.put(named, BUCKET, "customer-a/db.bak", FIRST);
        Stores.put(named, BUCKET, "elsewhere/copy", SECOND);
        assertThat(reference("elsewhere/copy")).isEqualTo(reference("customer-a/db.bak"));
    }

    @Test
    void packedReferencesTakeLessAndReadTheSame() {
        DeltaGliderS3Client packing = engine(store, options("cache").withPacking(Packing.ALWAYS));
        byte[] first = text(1, 1);
        byte[] second = Bodies.version(first, 2);
        Stores.put(packing, BUCKET, "v1/app.txt", first);
        Stores.put(packing, BUCKET, "v2/app.txt", second);
        assertThat(storedBytes()).isLessThan(first.length * 3L / 4);
        assertThat(reference("v2/app.txt").depth()).isZero();
        DeltaGliderS3Client cold = engine(store, "cold");
        assertThat(Stores.get(cold, BUCKET, "v1/app.txt")).isEqualTo(first);
        assertThat(Stores.get(cold, BUCKET, "v2/app.txt")).isEqualTo(second);
        // What cannot be packed is stored as it came.
        Stores.put(packing, BUCKET, "other/v1.bin", FIRST);
        ReferenceKey raw = reference("other/v1.bin");
        assertThat(Stores.get(store, BUCKET, raw.key())).isEqualTo(FIRST);
    }

    // --- Faults and races

    private HookedS3Client hooked() {
        return new HookedS3Client(store);
    }

    private static boolean writesReference(S3Request request) {
        return request instanceof PutObjectRequest put
                && put.key().startsWith(ReferenceKey.REFERENCES_PREFIX);
    }

    private static boolean writesObject(S3Request request) {
        return request instanceof PutObjectRequest put && put.key().equals("v2/app.bin");
    }

    private static void once(
            HookedS3Client hooked, boolean before, Predicate<S3Request> moment, Runnable action) {
        AtomicInteger done = new AtomicInteger();
        hooked.hook(
                new HookedS3Client.Hook() {
                    @Override
                    public void before(S3Request request) {
                        if (before && moment.test(request) && done.getAndIncrement() == 0) {
                            action.run();
                        }
                    }

                    @Override
                    public void after(S3Request request) {
                        if (!before && moment.test(request) && done.getAndIncrement() == 0) {
                            action.run();
                        }
                    }
                });
    }

    private static void fail() {
        throw (RuntimeException)
                S3Exception.builder().statusCode(500).message("out of order").build();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aReferenceThatCannotBePromotedCostsTheDeltaOnly(boolean before) {
        Stores.put(client, BUCKET, "v1/app.bin", FIRST);
        HookedS3Client hooked = hooked();
        DeltaGliderS3Client writer = engine(hooked, "writer");
        byte[] second = changed(FIRST, 2, 25);
        once(hooked, before, PromotionTest::writesReference, PromotionTest::fail);
        Stores.put(writer, BUCKET, "v2/app.bin", second);
        assertThat(client.inspect(BUCKET, "v2/app.bin").kind()).isEqualTo(Kind.RAW);
        assertThat(Stores.get(client, BUCKET, "v2/app.bin")).isEqualTo(second);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPromotionWhoseObjectCannotBeWrittenIsTriedAgain(boolean before) {
        Stores.put(client, BUCKET, "v1/app.bin", FIRST);
        HookedS3Client hooked = hooked();
        DeltaGliderS3Client writer = engine(hooked, "writer");
        byte[] second = changed(FIRST, 2, 25);
        once(hooked, before, PromotionTest::writesObject, PromotionTest::fail);
        assertThatThrownBy(() -> Stores.put(writer, BUCKET, "v2/app.bin", second))
                .isInstanceOf(S3Exception.class);
        Stores.put(writer, BUCKET, "v2/app.bin", second);
        assertThat(reference("v2/app.bin").depth()).isOne();
        assertThat(Stores.references(store, BUCKET)).hasSize(2);
        assertThat(Stores.get(engine(store, "cold"), BUCKET, "v2/app.bin")).isEqualTo(second);
    }

    /** The promoted reference would be left without the one that it is a delta to. */
    @Test
    void aBaseThatIsRetiredMeanwhileIsNotReliedOn() {
        Stores.put(client, BUCKET, "v1/app.bin", FIRST);
        ReferenceKey base = reference("v1/app.bin");
        HookedS3Client hooked = hooked();
        DeltaGliderS3Client writer = engine(hooked, "writer");
        byte[] second = changed(FIRST, 2, 25);
        once(
                hooked,
                false,
                PromotionTest::writesObject,
                () ->
                        store.putObject(
                                r -> r.bucket(BUCKET).key(base.markerKey()), RequestBody.empty()));
        Stores.put(writer, BUCKET, "v2/app.bin", second);
        ReferenceKey own = reference("v2/app.bin");
        assertThat(own.sha256()).isEqualTo(Bodies.sha256(second));
        assertThat(own.depth()).isZero();
        assertThat(own.generation()).isOne();
        store.deleteObject(r -> r.bucket(BUCKET).key(base.key()));
        assertThat(Stores.get(engine(store, "cold"), BUCKET, "v2/app.bin")).isEqualTo(second);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void twoPromotersOfTheSameContentShareTheReference(boolean before) {
        Stores.put(client, BUCKET, "v1/app.bin", FIRST);
        HookedS3Client hooked = hooked();
        DeltaGliderS3Client writer = engine(hooked, "writer");
        byte[] second = changed(FIRST, 2, 25);
        once(
                hooked,
                before,
                PromotionTest::writesReference,
                () -> Stores.put(engine(store, "rival"), BUCKET, "v3/app.bin", second));
        Stores.put(writer, BUCKET, "v2/app.bin", second);
        assertThat(reference("v2/app.bin")).isEqualTo(reference("v3/app.bin"));
        assertThat(Stores.references(store, BUCKET)).hasSize(2);
        DeltaGliderS3Client cold = engine(store, "cold");
        assertThat(Stores.get(cold, BUCKET, "v2/app.bin")).isEqualTo(second);
        assertThat(Stores.get(cold, BUCKET, "v3/app.bin")).isEqualTo(second);
    }

    /** Somebody else promoted the same bytes against another base, which then is the one that matters. */
    @Test
    void theBaseThatCountsIsTheOneThatWasWritten() {
        Stores.put(client, BUCKET, "v1/app.bin", FIRST);
        Stores.put(client, BUCKET, "w1/app.bin", Bodies.version(FIRST, 9));
        HookedS3Client hooked = hooked();
        DeltaGliderS3Client writer = engine(hooked, "writer");
        byte[] second = changed(FIRST, 2, 25);
        Stores.put(client, BUCKET, "v3/app.bin", second);
        ReferenceKey promoted = reference("v3/app.bin");
        store.deleteObject(r -> r.bucket(BUCKET).key(promoted.key()));
        String otherBase = "0123456789abcdef/" + "a".repeat(64) + ".0.200000.0.-";
        once(
                hooked,
                true,
                PromotionTest::writesReference,
                () ->
                        store.putObject(
                                r ->
                                        r.bucket(BUCKET)
                                                .key(promoted.key())
                                                .metadata(
                                                        Map.of(
                                                                "dg-format", "delta",
                                                                "dg-size", "200000",
                                                                "dg-etag", "x",
                                                                "dg-sha256", promoted.sha256(),
                                                                "dg-ref", otherBase)),
                                RequestBody.fromString("a delta to something that is gone")));
        Stores.put(writer, BUCKET, "v2/app.bin", second);
        assertThat(Stores.get(engine(store, "cold"), BUCKET, "v2/app.bin")).isEqualTo(second);
    }
}
