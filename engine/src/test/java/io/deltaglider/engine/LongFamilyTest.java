package io.deltaglider.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deltaglider.engine.StoredObject.Kind;
import io.deltaglider.engine.layout.Lineage;
import io.deltaglider.engine.layout.ReferenceKey;
import io.deltaglider.engine.optimize.OptimizeOptions;
import io.deltaglider.store.testing.CountingS3Client;

import org.junit.jupiter.api.Test;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Request;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Families of more versions than a chain of deltas may be long. */
class LongFamilyTest extends EngineFixture {
    private static final int SIZE = 70_000;
    private static final int STEP = 1_500;
    private static final int VERSIONS = 30;

    /** Each has so many bytes that no other has had. */
    private static List<byte[]> versions(int count) {
        List<byte[]> versions = new ArrayList<>();
        byte[] bytes = Bodies.random(1, SIZE);
        for (int i = 0; i < count; i++) {
            versions.add(bytes);
            bytes = bytes.clone();
            System.arraycopy(
                    Bodies.random(100 + i, STEP), 0, bytes, i * STEP % (SIZE - STEP), STEP);
        }
        return versions;
    }

    private static String key(int version) {
        return "v" + version + "/app.bin";
    }

    private void store(List<byte[]> versions) {
        for (int i = 0; i < versions.size(); i++) {
            Stores.put(client, BUCKET, key(i), versions.get(i));
        }
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
    void eachTakesLittleMoreThanWhatIsNewInIt() {
        List<byte[]> versions = versions(VERSIONS);
        store(versions);
        List<ReferenceKey> references = Stores.references(store, BUCKET);
        assertThat(references).hasSize(VERSIONS).allMatch(each -> each.depth() <= 10);
        assertThat(references).extracting(ReferenceKey::depth).contains(10);
        assertThat(client.inspect(BUCKET, key(7)).storedSize()).as("a pointer").isLessThan(270);
        long each = STEP + 700;
        assertThat(storedBytes()).isLessThan(SIZE + VERSIONS * each + 2L * VERSIONS * STEP);
        DeltaGliderS3Client cold = engine(store, "cold");
        for (int i = VERSIONS - 1; i >= 0; i--) {
            assertThat(Stores.get(cold, BUCKET, key(i))).isEqualTo(versions.get(i));
        }
    }

    /** All that a cold read needs besides the object is asked for before any of it has come. */
    @Test
    void aColdReadTakesTwoRoundTrips() {
        List<byte[]> versions = versions(11);
        store(versions);
        ReferenceKey deepest = reference(key(10));
        assertThat(deepest.depth()).isEqualTo(10);
        CountDownLatch asked = new CountDownLatch(11);
        List<Boolean> together = new ArrayList<>();
        HookedS3Client hooked = new HookedS3Client(store);
        hooked.hook(
                new HookedS3Client.Hook() {
                    @Override
                    public void before(S3Request request) {
                        if (request instanceof GetObjectRequest get
                                && get.key().startsWith(ReferenceKey.REFERENCES_PREFIX)) {
                            asked.countDown();
                            boolean all = await(asked);
                            synchronized (together) {
                                together.add(all);
                            }
                        }
                    }
                });
        CountingS3Client counting = new CountingS3Client(hooked);
        DeltaGliderS3Client cold = engine(counting, "cold");
        assertThat(Stores.get(cold, BUCKET, key(10))).isEqualTo(versions.get(10));
        assertThat(together).hasSize(11).containsOnly(true);
        assertThat(counting.operations()).hasSize(12).containsOnly("GetObject");
        counting.reset();
        assertThat(Stores.get(cold, BUCKET, key(9))).isEqualTo(versions.get(9));
        assertThat(counting.operations()).containsExactly("GetObject");
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Asking again for what came damaged must not double at every level. */
    @Test
    void whatIsDamagedAtTheRootIsAskedForAFewTimes() {
        store(versions(11));
        String root =
                Stores.references(store, BUCKET).stream()
                        .filter(each -> each.depth() == 0)
                        .findFirst()
                        .orElseThrow()
                        .key();
        store.putObject(
                r -> r.bucket(BUCKET).key(root), RequestBody.fromBytes(Bodies.random(9, SIZE)));
        CountingS3Client counting = new CountingS3Client(store);
        DeltaGliderS3Client cold = engine(counting, "cold");
        assertThatThrownBy(() -> Stores.get(cold, BUCKET, key(10)))
                .isInstanceOf(S3Exception.class)
                .hasMessageContaining("damaged");
        assertThat(counting.total()).isLessThan(40);
    }

    /** One that comes cold to write fetches what it needs at once as well. */
    @Test
    void aColdWriterNeedsNoMoreThanTheChain() {
        List<byte[]> versions = versions(12);
        store(versions.subList(0, 11));
        CountingS3Client counting = new CountingS3Client(store);
        DeltaGliderS3Client cold = engine(counting, "cold");
        Stores.put(cold, BUCKET, key(11), versions.get(11));
        assertThat(counting.count("GetObject")).isLessThanOrEqualTo(11);
        assertThat(counting.count("PutObject")).isEqualTo(2);
        assertThat(counting.count("HeadObject")).isEqualTo(4);
        assertThat(Stores.get(engine(store, "other"), BUCKET, key(11))).isEqualTo(versions.get(11));
    }

    @Test
    void aWrongChainCostsRequestsAndNothingElse() {
        List<byte[]> versions = versions(4);
        store(versions);
        String stored = key(3);
        store.copyObject(r ->
                r.sourceBucket(BUCKET)
                        .sourceKey(stored)
                        .destinationBucket(BUCKET)
                        .destinationKey(stored)
                        .metadataDirective("REPLACE")
                        .contentType("application/vnd.deltaglider")
                        .metadata(
                                java.util.Map.of(
                                        "dg-format",
                                        "delta",
                                        "dg-size",
                                        "" + SIZE,
                                        "dg-etag",
                                        Bodies.md5(versions.get(3)),
                                        "dg-sha256",
                                        Bodies.sha256(versions.get(3)),
                                        "dg-ref",
                                        reference(stored).id(),
                                        "dg-chain",
                                        "AAAA" + "A".repeat(60))));
        assertThat(Stores.get(engine(store, "cold"), BUCKET, stored)).isEqualTo(versions.get(3));
    }

    /** The delta file says where its reference is in few bytes; one LIST tells the rest. */
    @Test
    void whatLostItsMetadataIsRead() {
        List<byte[]> versions = versions(4);
        store(versions);
        String reference = reference(key(3)).key();
        Stores.stripMetadata(store, BUCKET, key(3));
        Stores.stripMetadata(store, BUCKET, reference);
        CountingS3Client counting = new CountingS3Client(store);
        assertThat(Stores.get(engine(counting, "cold"), BUCKET, key(3))).isEqualTo(versions.get(3));
        assertThat(counting.count("ListObjectsV2")).isEqualTo(2);
    }

    /** A family that no page of a listing holds: the newest are seen, and the landmarks. */
    @Test
    void aPutListsTwoPagesAtMost() {
        String space = ownSpace();
        Random random = new Random(5);
        Instant now = Instant.now();
        for (int i = 0; i < 2_400; i++) {
            byte[] id = new byte[32];
            random.nextBytes(id);
            Instant then = now.minusSeconds(7_200 + 3_600L * i);
            boolean landmark = i % 2 == 0;
            Lineage lineage =
                    new Lineage((int) (then.getEpochSecond() / 3600), landmark, 3, "0123456789ab");
            ReferenceKey key =
                    new ReferenceKey(
                            space,
                            java.util.Optional.of(lineage),
                            java.util.HexFormat.of().formatHex(id),
                            0,
                            SIZE,
                            7,
                            "-");
            store.putObject(r -> r.bucket(BUCKET).key(key.key()), RequestBody.empty());
        }
        List<byte[]> versions = versions(3);
        for (int i = 0; i < 3; i++) {
            CountingS3Client counting = new CountingS3Client(store);
            DeltaGliderS3Client other = engine(counting, "cache");
            Stores.put(other, BUCKET, key(i), versions.get(i));
            // The first of a process looks at its neighbours, too.
            assertThat(counting.count("ListObjectsV2")).isLessThanOrEqualTo(2);
        }
        assertThat(reference(key(2)).depth()).isPositive();
        assertThat(Stores.get(engine(store, "cold"), BUCKET, key(2))).isEqualTo(versions.get(2));
    }

    private String ownSpace() {
        Stores.put(client, BUCKET, key(100), Bodies.random(3, SIZE));
        String space = reference(key(100)).deltaspaceId();
        store.listObjectsV2(r -> r.bucket(BUCKET))
                .contents()
                .forEach(each -> store.deleteObject(r -> r.bucket(BUCKET).key(each.key())));
        return space;
    }

    /** Keys of early builds do not say where a reference stands. */
    @Test
    void referencesOfEarlyBuildsServe() {
        byte[] first = Bodies.random(1, SIZE);
        String space = ownSpace();
        ReferenceKey early = new ReferenceKey(space, Bodies.sha256(first), 0, SIZE, 0, "-");
        store.putObject(r -> r.bucket(BUCKET).key(early.key()), RequestBody.fromBytes(first));
        List<byte[]> versions = versions(3);
        Stores.put(client, BUCKET, key(0), first);
        assertThat(reference(key(0))).isEqualTo(early);
        Stores.put(client, BUCKET, key(1), versions.get(1));
        ReferenceKey next = reference(key(1));
        assertThat(next.depth()).isOne();
        assertThat(next.lineage().orElseThrow().base()).isEqualTo(early.sha256().substring(0, 12));
        assertThat(Stores.get(engine(store, "cold"), BUCKET, key(1))).isEqualTo(versions.get(1));
    }

    /** More than are compared with each other at once: what another tool has put joins the others, which stay as they are. */
    @Test
    void optimizeTakesInWhatIsWhole() {
        List<byte[]> versions = versions(56);
        for (int i = 0; i < versions.size(); i++) {
            Stores.put(i % 8 == 3 ? store : client, BUCKET, key(i), versions.get(i));
        }
        long before = storedBytes();
        String untouched = store.headObject(r -> r.bucket(BUCKET).key(key(10))).eTag();
        var report =
                client.optimizer(_ -> true).run(BUCKET, "", OptimizeOptions.defaults(), _ -> {});
        assertThat(report.failures()).isEmpty();
        assertThat(report.rewritten()).isEqualTo(7);
        assertThat(report.bytesBefore() - report.bytesAfter()).isEqualTo(before - storedBytes());
        assertThat(storedBytes()).isLessThan(before - 7L * SIZE * 7 / 10);
        assertThat(store.headObject(r -> r.bucket(BUCKET).key(key(10))).eTag())
                .isEqualTo(untouched);
        DeltaGliderS3Client cold = engine(store, "cold");
        for (int i = 0; i < versions.size(); i++) {
            assertThat(Stores.get(cold, BUCKET, key(i))).isEqualTo(versions.get(i));
        }
        var again =
                client.optimizer(_ -> true).run(BUCKET, "", OptimizeOptions.defaults(), _ -> {});
        assertThat(again.rewritten()).isZero();
    }

    /** Where nothing has anything in common with anything, references stay few; and yet a family may still begin. */
    @Test
    void unlikeObjectsDoNotMakeReferencesForEver() {
        for (int i = 0; i < 60; i++) {
            Stores.put(client, BUCKET, key(i), Bodies.random(1000 + i, SIZE));
        }
        List<ReferenceKey> references = Stores.references(store, BUCKET);
        assertThat(references).hasSizeBetween(17, 24);
        assertThat(client.inspect(BUCKET, key(59)).kind()).isEqualTo(Kind.RAW);
    }

    @Test
    void whatIsNewBeginsTheFamilyAnew() {
        List<byte[]> versions = versions(6);
        store(versions);
        byte[] rewritten = versions.get(5).clone();
        System.arraycopy(Bodies.random(77, SIZE / 2), 0, rewritten, 20_000, SIZE / 2);
        Stores.put(client, BUCKET, key(6), rewritten);
        ReferenceKey anew = reference(key(6));
        assertThat(anew.depth()).isOne();
        assertThat(anew.lineage().orElseThrow().ordinal()).isEqualTo(Lineage.FOUNDER);
        assertThat(anew.lineage().orElseThrow().landmark()).isTrue();
        byte[] next = rewritten.clone();
        System.arraycopy(Bodies.random(78, STEP), 0, next, 100, STEP);
        Stores.put(client, BUCKET, key(7), next);
        assertThat(reference(key(7)).lineage().orElseThrow().base())
                .isEqualTo(Lineage.digits(anew.sha256()));
    }
}
