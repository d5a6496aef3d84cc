package io.deltaglider.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deltaglider.engine.StoredObject.Kind;
import io.deltaglider.engine.capability.InPlaceRewrites;
import io.deltaglider.engine.layout.ReferenceKey;
import io.deltaglider.engine.layout.ReservedKeys;
import io.deltaglider.engine.optimize.OptimizeOptions;
import io.deltaglider.engine.optimize.OptimizeRefusedException;
import io.deltaglider.engine.optimize.OptimizeReport;
import io.deltaglider.store.testing.CountingS3Client;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.S3Request;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** Storing anew what is stored: smaller, and to clients the same. */
class OptimizerTest extends EngineFixture {
    private static final InPlaceRewrites ALLOWED = _ -> true;
    private static final int SIZE = 300_000;

    /** A family in which each version is 8 % away from the one before: no delta is promoted in the order of versions. */
    private static List<byte[]> family() {
        List<byte[]> versions = new ArrayList<>();
        byte[] bytes = Bodies.random(1, SIZE);
        for (int i = 0; i < 6; i++) {
            versions.add(bytes);
            bytes = bytes.clone();
            System.arraycopy(Bodies.random(50 + i, 24_000), 0, bytes, 40_000 * i, 24_000);
        }
        return versions;
    }

    private static String key(int version) {
        return "releases/" + version + ".0/app.bin";
    }

    private OptimizeReport optimize(OptimizeOptions options) {
        return client.optimizer(ALLOWED).run(BUCKET, "releases/", options, _ -> {});
    }

    private OptimizeReport optimize() {
        return optimize(OptimizeOptions.defaults());
    }

    /** Bytes of the objects and of the references that they need: what is left after a collection. */
    private long liveBytes() {
        long sum = 0;
        Set<String> live = new HashSet<>();
        for (S3Object object : store.listObjectsV2(r -> r.bucket(BUCKET)).contents()) {
            if (ReservedKeys.isReserved(object.key())) {
                continue;
            }
            sum += object.size();
            Optional<String> next = baseOf(object.key());
            while (next.isPresent() && live.add(next.get())) {
                String reference = next.get();
                sum += store.headObject(r -> r.bucket(BUCKET).key(reference)).contentLength();
                next = baseOf(reference);
            }
        }
        return sum;
    }

    private Optional<String> baseOf(String key) {
        String id = store.headObject(r -> r.bucket(BUCKET).key(key)).metadata().get("dg-ref");
        return Optional.ofNullable(id).map(each -> ReferenceKey.REFERENCES_PREFIX + each);
    }

    @ParameterizedTest
    @ValueSource(strings = {"012345", "543210", "051423", "305241", "250314"})
    void theOrderOfUploadDoesNotMatter(String order) {
        List<byte[]> versions = family();
        for (int version : order.chars().map(each -> each - '0').toArray()) {
            Stores.put(client, BUCKET, key(version), versions.get(version));
        }
        long before = liveBytes();
        OptimizeReport report = optimize();
        assertThat(report.failures()).isEmpty();
        assertThat(report.overtaken()).isZero();
        assertThat(report.bytesBefore()).isEqualTo(before);
        assertThat(liveBytes()).isLessThan(SIZE + 6 * 24_000 + 10_000);
        assertThat(report.bytesAfter()).isBetween(liveBytes() - 6_000, liveBytes() + 6_000);
        DeltaGliderS3Client cold = engine(store, "cold");
        for (int i = 0; i < versions.size(); i++) {
            assertThat(Stores.get(cold, BUCKET, key(i))).isEqualTo(versions.get(i));
        }
    }

    @Test
    void clientsSeeNoDifference() {
        List<byte[]> versions = family();
        for (int version : new int[] {0, 5, 1, 4, 2, 3}) {
            client.putObject(
                    r ->
                            r.bucket(BUCKET)
                                    .key(key(version))
                                    .contentType("application/x-" + version)
                                    .cacheControl("max-age=" + version)
                                    .tagging("color=red%20" + version)
                                    .metadata(Map.of("version", "" + version)),
                    RequestBody.fromBytes(versions.get(version)));
        }
        List<HeadObjectResponse> before = heads();
        List<S3Object> listedBefore = list();
        OptimizeReport report = optimize();
        assertThat(report.rewritten()).isPositive();
        assertThat(report.saved()).isPositive();
        DeltaGliderS3Client cold = engine(store, "cold");
        assertThat(cold.listObjectsV2(r -> r.bucket(BUCKET)).contents()).isEqualTo(listedBefore);
        assertThat(list()).isEqualTo(listedBefore);
        List<HeadObjectResponse> after = heads();
        for (int i = 0; i < before.size(); i++) {
            HeadObjectResponse one = before.get(i);
            HeadObjectResponse other = after.get(i);
            assertThat(other.lastModified()).isEqualTo(one.lastModified());
            assertThat(other.eTag()).isEqualTo(one.eTag());
            assertThat(other.contentType()).isEqualTo(one.contentType());
            assertThat(other.cacheControl()).isEqualTo(one.cacheControl());
            assertThat(other.contentLength()).isEqualTo(one.contentLength());
            assertThat(other.metadata()).isEqualTo(one.metadata());
            int version = i;
            assertThat(Stores.response(client, BUCKET, key(i)).response().lastModified())
                    .isEqualTo(one.lastModified());
            assertThat(
                            client.getObjectTagging(r -> r.bucket(BUCKET).key(key(version)))
                                    .tagSet()
                                    .getFirst()
                                    .value())
                    .isEqualTo("red " + i);
        }
    }

    private List<HeadObjectResponse> heads() {
        List<HeadObjectResponse> heads = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            String key = key(i);
            heads.add(client.headObject(r -> r.bucket(BUCKET).key(key)));
        }
        return heads;
    }

    private List<S3Object> list() {
        return client.listObjectsV2(r -> r.bucket(BUCKET)).contents();
    }

    @Test
    void whatOtherToolsHavePutBecomesDeltas() {
        optimizeRawObjects();
    }

    private void optimizeRawObjects() {
        List<byte[]> versions = family();
        for (int i = 0; i < 3; i++) {
            String key = key(i);
            byte[] bytes = versions.get(i);
            store.putObject(r -> r.bucket(BUCKET).key(key), RequestBody.fromBytes(bytes));
        }
        String inParts = key(3);
        putInParts(inParts, Bodies.version(versions.get(2), 5));
        List<List<Object>> before = shown(list());
        assertThat(list().getLast().eTag()).endsWith("-1\"");
        OptimizeReport report = optimize();
        assertThat(report.rewritten()).isEqualTo(4);
        assertThat(client.inspect(BUCKET, inParts).kind()).isEqualTo(Kind.DELTA);
        assertThat(shown(list())).isEqualTo(before);
        assertThat(shown(engine(store, "cold").listObjectsV2(r -> r.bucket(BUCKET)).contents()))
                .isEqualTo(before);
        assertThat(liveBytes()).isLessThan(SIZE + 2 * 24_000 + 20_000);
        assertThat(Stores.get(engine(store, "cold"), BUCKET, key(2))).isEqualTo(versions.get(2));
    }

    private static List<List<Object>> shown(List<S3Object> objects) {
        return objects.stream()
                .map(each ->
                        List.<Object>of(each.key(), each.size(), each.eTag(), each.lastModified()))
                .toList();
    }

    private void putInParts(String key, byte[] bytes) {
        String upload = store.createMultipartUpload(r -> r.bucket(BUCKET).key(key)).uploadId();
        String etag =
                store.uploadPart(
                                r -> r.bucket(BUCKET).key(key).uploadId(upload).partNumber(1),
                                RequestBody.fromBytes(bytes))
                        .eTag();
        store.completeMultipartUpload(r ->
                r.bucket(BUCKET)
                        .key(key)
                        .uploadId(upload)
                        .multipartUpload(m ->
                                m.parts(CompletedPart.builder().partNumber(1).eTag(etag).build())));
    }

    @Test
    void aCopyOfWhatWasStoredAnewIsAsOldAsTheCopying() {
        optimizeRawObjects();
        client.copyObject(r ->
                r.sourceBucket(BUCKET)
                        .sourceKey(key(1))
                        .destinationBucket(BUCKET)
                        .destinationKey("copy"));
        assertThat(client.headObject(r -> r.bucket(BUCKET).key("copy")).lastModified())
                .isEqualTo(store.headObject(r -> r.bucket(BUCKET).key("copy")).lastModified());
    }

    @Test
    void aSecondRunFindsNothingToDo() {
        List<byte[]> versions = family();
        for (int version : new int[] {0, 5, 1, 4, 2, 3}) {
            Stores.put(client, BUCKET, key(version), versions.get(version));
        }
        optimize();
        List<String> stored = Stores.keys(store, BUCKET, "");
        CountingS3Client counting = new CountingS3Client(store);
        DeltaGliderS3Client again = engine(counting, "cache");
        OptimizeReport report =
                again.optimizer(ALLOWED)
                        .run(BUCKET, "releases/", OptimizeOptions.defaults(), _ -> {});
        assertThat(report.rewritten()).isZero();
        assertThat(report.unchanged()).isOne();
        assertThat(counting.operations()).doesNotContain("PutObject", "GetObject");
        DeltaGliderS3Client elsewhere = engine(store, "elsewhere");
        OptimizeReport other =
                elsewhere
                        .optimizer(ALLOWED)
                        .run(BUCKET, "releases/", OptimizeOptions.defaults(), _ -> {});
        assertThat(other.rewritten()).isZero();
        assertThat(Stores.keys(store, BUCKET, "")).isEqualTo(stored);
    }

    @Test
    void aDryRunWritesNothing() {
        List<byte[]> versions = family();
        for (int version : new int[] {0, 5, 1, 4, 2, 3}) {
            Stores.put(client, BUCKET, key(version), versions.get(version));
        }
        CountingS3Client counting = new CountingS3Client(store);
        OptimizeReport report =
                engine(counting, "dry")
                        .optimizer(_ -> false)
                        .run(
                                BUCKET,
                                "releases/",
                                OptimizeOptions.defaults().withDryRun(true),
                                _ -> {});
        assertThat(report.saved()).isPositive();
        assertThat(counting.operations()).doesNotContain("PutObject", "DeleteObject", "CopyObject");
        assertThat(optimize().saved()).isEqualTo(report.saved());
    }

    @Test
    void nothingIsRewrittenWhereTheStoreCannotCompareAndSwap() {
        putTwoVersions();
        assertThatThrownBy(() ->
                        client.optimizer(_ -> false)
                                .run(BUCKET, "", OptimizeOptions.defaults(), _ -> {}))
                .isInstanceOf(OptimizeRefusedException.class)
                .hasMessageContaining("If-Match");
    }

    /** A client overwrites an object between the look and the write. */
    @Test
    void whoeverWritesMeanwhileHasTheLastWord() {
        List<byte[]> versions = family();
        for (int version : new int[] {0, 5, 1, 4, 2, 3}) {
            Stores.put(client, BUCKET, key(version), versions.get(version));
        }
        byte[] newer = "newer".getBytes(StandardCharsets.UTF_8);
        HookedS3Client hooked = new HookedS3Client(store);
        AtomicInteger done = new AtomicInteger();
        List<String> overwritten = new ArrayList<>();
        hooked.hook(
                new HookedS3Client.Hook() {
                    @Override
                    public void before(S3Request request) {
                        if (request instanceof PutObjectRequest put
                                && !ReservedKeys.isReserved(put.key())
                                && done.getAndIncrement() == 0) {
                            overwritten.add(put.key());
                            Stores.put(engine(store, "rival"), BUCKET, put.key(), newer);
                        }
                    }
                });
        OptimizeReport report =
                engine(hooked, "optimizer")
                        .optimizer(ALLOWED)
                        .run(BUCKET, "releases/", OptimizeOptions.defaults(), _ -> {});
        assertThat(report.overtaken()).isOne();
        assertThat(overwritten).hasSize(1);
        for (int i = 0; i < versions.size(); i++) {
            assertThat(Stores.get(engine(store, "cold" + i), BUCKET, key(i)))
                    .isEqualTo(overwritten.contains(key(i)) ? newer : versions.get(i));
        }
    }

    /** Interrupted after any request, everything is there, and the next run completes it. */
    @Test
    void interruptedAnywhereNothingIsLost() {
        List<byte[]> versions = family();
        for (int version : new int[] {0, 5, 1, 4, 2, 3}) {
            Stores.put(client, BUCKET, key(version), versions.get(version));
        }
        for (int moment = 0; moment < 12; moment++) {
            int left = moment;
            HookedS3Client hooked = new HookedS3Client(store);
            AtomicInteger done = new AtomicInteger();
            hooked.hook(
                    new HookedS3Client.Hook() {
                        @Override
                        public void before(S3Request request) {
                            if (request instanceof PutObjectRequest
                                    && done.getAndIncrement() == left) {
                                throw new IllegalStateException("killed");
                            }
                        }
                    });
            DeltaGliderS3Client killed = engine(hooked, "killed" + moment);
            try {
                killed.optimizer(ALLOWED)
                        .run(BUCKET, "releases/", OptimizeOptions.defaults(), _ -> {});
            } catch (IllegalStateException e) {
                assertThat(e).hasMessage("killed");
            }
            DeltaGliderS3Client cold = engine(store, "cold" + moment);
            for (int i = 0; i < versions.size(); i++) {
                assertThat(Stores.get(cold, BUCKET, key(i))).isEqualTo(versions.get(i));
            }
        }
        assertThat(liveBytes()).isLessThan(SIZE + 6 * 24_000 + 10_000);
    }

    /** Such bytes would be taken for a delta file if they became a reference. */
    @Test
    void whatLooksLikeOurOwnFilesIsLeftAlone() {
        Stores.put(client, BUCKET, "releases/1.0/first.bin", FIRST);
        byte[] payload = Stores.get(store, BUCKET, "releases/1.0/first.bin");
        byte[] longer = Arrays.copyOf(payload, SIZE);
        byte[] other = Bodies.version(longer, 3);
        System.arraycopy(payload, 0, other, 0, 200);
        Stores.put(client, BUCKET, key(1), longer);
        Stores.put(client, BUCKET, key(2), other);
        List<ReferenceKey> before = Stores.references(store, BUCKET);
        OptimizeReport report = optimize();
        assertThat(report.failures()).isEmpty();
        assertThat(report.rewritten()).isZero();
        assertThat(Stores.references(store, BUCKET)).isEqualTo(before);
        DeltaGliderS3Client cold = engine(store, "cold");
        assertThat(Stores.get(cold, BUCKET, key(1))).isEqualTo(longer);
        assertThat(Stores.get(cold, BUCKET, key(2))).isEqualTo(other);
    }

    /** The bytes are in a reference already: the raw object need not keep them, too. */
    @Test
    void copiesFindTheReferenceOfTheirBytes() {
        List<byte[]> versions = family();
        Stores.put(client, BUCKET, key(0), versions.get(0));
        Stores.put(client, BUCKET, key(1), versions.get(1));
        byte[] first = versions.get(0);
        store.putObject(
                r -> r.bucket(BUCKET).key("releases/0.1/app.bin"), RequestBody.fromBytes(first));
        int references = Stores.references(store, BUCKET).size();
        optimize();
        assertThat(client.inspect(BUCKET, "releases/0.1/app.bin").storedSize()).isLessThan(1_000);
        assertThat(Stores.references(store, BUCKET)).hasSize(references);
        assertThat(Stores.get(engine(store, "cold"), BUCKET, "releases/0.1/app.bin"))
                .isEqualTo(first);
    }

    @Test
    void packingReplacesWhatIsStoredWhole() {
        Random random = new Random(3);
        StringBuilder text = new StringBuilder();
        while (text.length() < SIZE) {
            text.append(Integer.toString(random.nextInt(1 << 24), 36)).append(' ');
        }
        byte[] first = text.toString().getBytes(StandardCharsets.US_ASCII);
        byte[] second = Bodies.version(first, 4);
        Stores.put(client, BUCKET, key(1), first);
        Stores.put(client, BUCKET, key(2), second);
        long before = liveBytes();
        OptimizeReport report = optimize(OptimizeOptions.defaults().withPack(true));
        assertThat(report.failures()).isEmpty();
        assertThat(liveBytes()).isLessThan(before * 3 / 4);
        DeltaGliderS3Client cold = engine(store, "cold");
        assertThat(Stores.get(cold, BUCKET, key(1))).isEqualTo(first);
        assertThat(Stores.get(cold, BUCKET, key(2))).isEqualTo(second);
        // Nothing depends on the reference that was not packed.
        for (ReferenceKey each : Stores.references(store, BUCKET)) {
            if (each.generation() == 0) {
                store.deleteObject(r -> r.bucket(BUCKET).key(each.key()));
            }
        }
        assertThat(Stores.get(engine(store, "colder"), BUCKET, key(2))).isEqualTo(second);
    }

    @Test
    void aDamagedObjectIsLeftAndNamedAndTheOthersAreOptimized() {
        List<byte[]> family = family();
        for (int i = 0; i < family.size(); i++) {
            Stores.put(i % 2 == 0 ? client : store, BUCKET, key(i), family.get(i));
        }
        HeadObjectResponse stored = store.headObject(r -> r.bucket(BUCKET).key(key(2)));
        store.putObject(
                r -> r.bucket(BUCKET).key(key(2)).metadata(stored.metadata()),
                RequestBody.fromBytes(Bodies.random(9, 5000)));

        OptimizeReport report = optimize();

        assertThat(report.failures())
                .singleElement()
                .asString()
                .contains("s3://" + BUCKET + "/" + key(2));
        assertThat(report.rewritten()).isPositive();
        for (int i : new int[] {0, 1, 3, 4, 5}) {
            assertThat(Stores.get(client, BUCKET, key(i))).isEqualTo(family.get(i));
        }
        assertThat(optimize().failures()).as("nothing is taken for finished").hasSize(1);
    }
}
