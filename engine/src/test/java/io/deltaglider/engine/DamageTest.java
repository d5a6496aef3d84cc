package io.deltaglider.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deltaglider.engine.StoredObject.Kind;
import io.deltaglider.engine.layout.ReferenceKey;
import io.deltaglider.engine.read.ObjectVerifier;
import io.deltaglider.store.testing.CountingS3Client;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Damaged files, here and in the store: repaired where they can be, reported where they cannot, never served. */
class DamageTest extends EngineFixture {
    @BeforeEach
    void put() {
        putTwoVersions();
    }

    private String reference() {
        return Stores.references(store, BUCKET).getFirst().key();
    }

    private void overwrite(String key, byte[] bytes) {
        Map<String, String> metadata = store.headObject(r -> r.bucket(BUCKET).key(key)).metadata();
        store.putObject(
                r -> r.bucket(BUCKET).key(key).metadata(metadata), RequestBody.fromBytes(bytes));
    }

    private static byte[] flipped(byte[] bytes, int at) {
        byte[] changed = bytes.clone();
        changed[at] ^= 1;
        return changed;
    }

    @Test
    void aDamagedCacheIsRepairedOnTheWay() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("cache/references/entries"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.write(file, flipped(Files.readAllBytes(file), 100_000));
            }
        }
        assertThat(Stores.get(client, BUCKET, "v2/app.bin")).isEqualTo(SECOND);
        Stores.put(client, BUCKET, "v3/app.bin", THIRD);
        assertThat(Stores.get(engine(store, "other"), BUCKET, "v3/app.bin")).isEqualTo(THIRD);
    }

    @Test
    void aDamagedReferenceIsNeverReadAndNeverEncodedAgainst() {
        overwrite(reference(), flipped(FIRST, 100_000));
        DeltaGliderS3Client fresh = engine(store, "fresh");
        assertThatThrownBy(() -> Stores.get(fresh, BUCKET, "v2/app.bin"))
                .isInstanceOf(S3Exception.class)
                .hasMessageContaining("s3://bucket/v2/app.bin")
                .hasMessageContaining(Bodies.sha256(FIRST).substring(0, 12));
        Stores.put(fresh, BUCKET, "v3/app.bin", THIRD);
        assertThat(Stores.get(engine(store, "other"), BUCKET, "v3/app.bin")).isEqualTo(THIRD);
        assertThat(fresh.inspect(BUCKET, "v3/app.bin").kind()).isEqualTo(Kind.DELTA);
        assertThat(Stores.references(store, BUCKET)).hasSize(2);

        Stores.put(fresh, BUCKET, "v1/app.bin", FIRST);
        assertThat(Stores.get(engine(store, "third"), BUCKET, "v1/app.bin")).isEqualTo(FIRST);
    }

    @Test
    void aLocalCopyOfAReferenceThatIsDamagedInTheStoreIsNotEncodedAgainst() {
        overwrite(reference(), flipped(FIRST, 100_000));
        DeltaGliderS3Client another = engine(store, "cache");
        Stores.put(another, BUCKET, "v3/app.bin", THIRD);
        assertThat(Stores.get(engine(store, "fresh"), BUCKET, "v3/app.bin")).isEqualTo(THIRD);
        assertThat(Stores.references(store, BUCKET)).hasSize(2);

        Stores.put(another, BUCKET, "v1/app.bin", FIRST);
        assertThat(Stores.get(engine(store, "third"), BUCKET, "v1/app.bin")).isEqualTo(FIRST);
    }

    @Test
    void aReferenceThatIsADeltaIsNotEncodedAgainstWhenItsBaseIsDamaged() {
        byte[] changed = FIRST.clone();
        System.arraycopy(Bodies.random(7, 60_000), 0, changed, 0, 60_000);
        Stores.put(client, BUCKET, "v3/app.bin", changed);
        assertThat(Stores.references(store, BUCKET)).extracting(ReferenceKey::depth).contains(1);
        String root =
                Stores.references(store, BUCKET).stream()
                        .filter(key -> key.depth() == 0)
                        .findFirst()
                        .orElseThrow()
                        .key();
        overwrite(root, flipped(FIRST, 100_000));
        byte[] next = Bodies.version(changed, 9);
        for (String cache : List.of("cache", "cold")) {
            Stores.put(engine(store, cache), BUCKET, "v4/app.bin", next);
            assertThat(Stores.get(engine(store, "to read " + cache), BUCKET, "v4/app.bin"))
                    .isEqualTo(next);
        }
    }

    @Test
    void verifyingReadsEachReferenceFromTheStoreOnce() {
        Stores.put(client, BUCKET, "v3/app.bin", THIRD);
        CountingS3Client counted = new CountingS3Client(store);
        DeltaGliderS3Client warm = engine(counted, "cache");
        ObjectVerifier verifier = warm.verifier();
        counted.reset();
        for (String key : List.of("v1/app.bin", "v2/app.bin", "v3/app.bin")) {
            assertThat(whole(verifier, key)).isNotEmpty();
        }
        assertThat(counted.operations()).hasSize(4).containsOnly("GetObject");

        store.deleteObject(r -> r.bucket(BUCKET).key(reference()));
        assertThat(Stores.get(warm, BUCKET, "v2/app.bin")).isEqualTo(SECOND);
        assertThatThrownBy(() -> whole(warm.verifier(), "v2/app.bin"))
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        e ->
                                assertThat(e.awsErrorDetails().errorCode())
                                        .isEqualTo("ReferenceMissing"));
    }

    private static byte[] whole(ObjectVerifier verifier, String key) {
        GetObjectRequest request = GetObjectRequest.builder().bucket(BUCKET).key(key).build();
        return verifier.get(request, ResponseTransformer.toBytes()).asByteArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7, 8, 20, 100, 300, -1})
    void aTruncatedDeltaFileIsAnError(int length) {
        byte[] delta = Stores.get(store, BUCKET, "v2/app.bin");
        overwrite("v2/app.bin", Arrays.copyOf(delta, length < 0 ? delta.length - 1 : length));
        for (String cache : List.of("cache", "fresh")) {
            assertThatThrownBy(
                            () -> Stores.get(engine(store, cache + length), BUCKET, "v2/app.bin"))
                    .isInstanceOf(S3Exception.class)
                    .hasMessageContaining("s3://bucket/v2/app.bin")
                    .hasMessageContaining("damaged");
        }
        assertThat(Stores.get(client, BUCKET, "v1/app.bin")).isEqualTo(FIRST);
    }

    @Test
    void everyFlippedByteIsFoundOrHarmless() {
        byte[] delta = Stores.get(store, BUCKET, "v2/app.bin");
        for (int at = 0; at < delta.length; at += 7) {
            overwrite("v2/app.bin", flipped(delta, at));
            try {
                assertThat(Stores.get(client, BUCKET, "v2/app.bin")).isEqualTo(SECOND);
            } catch (S3Exception e) {
                assertThat(e).hasMessageContaining("s3://bucket/v2/app.bin");
            }
        }
    }

    @Test
    void theDeltaOfAnotherVersionIsNotServed() {
        Stores.put(client, BUCKET, "v3/app.bin", THIRD);
        overwrite("v2/app.bin", Stores.get(store, BUCKET, "v3/app.bin"));
        assertThatThrownBy(() -> Stores.get(client, BUCKET, "v2/app.bin"))
                .isInstanceOf(S3Exception.class)
                .hasMessageContaining("s3://bucket/v2/app.bin is damaged")
                .rootCause()
                .hasMessageContaining("not the one");
    }

    @Test
    void aCopyWithoutMetadataIsStillRead() {
        Stores.stripMetadata(store, BUCKET, "v2/app.bin");
        for (String cache : List.of("one", "two", "three", "four")) {
            DeltaGliderS3Client fresh = engine(store, cache);
            switch (cache) {
                case "one" -> assertThat(Stores.get(fresh, BUCKET, "v2/app.bin")).isEqualTo(SECOND);
                case "two" ->
                        assertThat(
                                        fresh.headObject(r -> r.bucket(BUCKET).key("v2/app.bin"))
                                                .contentLength())
                                .isEqualTo(SECOND.length);
                case "three" ->
                        assertThat(Stores.range(fresh, BUCKET, "v2/app.bin", "bytes=100-199"))
                                .isEqualTo(Arrays.copyOfRange(SECOND, 100, 200));
                default ->
                        assertThat(
                                        fresh.listObjectsV2(r -> r.bucket(BUCKET).prefix("v2"))
                                                .contents()
                                                .getFirst()
                                                .size())
                                .isEqualTo(SECOND.length);
            }
            // Whatever was asked first, all of it is right afterwards.
            assertThat(Stores.range(fresh, BUCKET, "v2/app.bin", "bytes=-5"))
                    .isEqualTo(Arrays.copyOfRange(SECOND, SECOND.length - 5, SECOND.length));
            assertThat(Stores.range(fresh, BUCKET, "v2/app.bin", "bytes=0-3"))
                    .isEqualTo(Arrays.copyOf(SECOND, 4));
            assertThat(Stores.range(fresh, BUCKET, "v2/app.bin", "bytes=150000-150009"))
                    .isEqualTo(Arrays.copyOfRange(SECOND, 150_000, 150_010));
            assertThat(fresh.headObject(r -> r.bucket(BUCKET).key("v2/app.bin")).eTag())
                    .isEqualTo('"' + Bodies.md5(SECOND) + '"');
            assertThat(Stores.response(fresh, BUCKET, "v2/app.bin").response().contentLength())
                    .isEqualTo(SECOND.length);
        }
    }

    @Test
    void foreignObjectsAreReadAsTheyAre() {
        byte[] foreign = Bodies.random(12, 100_000);
        Stores.put(store, BUCKET, "foreign", foreign);
        DeltaGliderS3Client fresh = engine(store, "fresh");
        assertThat(Stores.range(fresh, BUCKET, "foreign", "bytes=50000-50009"))
                .isEqualTo(Arrays.copyOfRange(foreign, 50_000, 50_010));
        assertThat(Stores.get(fresh, BUCKET, "foreign")).isEqualTo(foreign);
        assertThat(fresh.headObject(r -> r.bucket(BUCKET).key("foreign")).contentLength())
                .isEqualTo(100_000);
        assertThat(Stores.range(fresh, BUCKET, "foreign", "bytes=0-3"))
                .isEqualTo(Arrays.copyOf(foreign, 4));
    }

    @Test
    void aMarkWithoutADeltaFileIsAnError() {
        store.putObject(
                r -> r.bucket(BUCKET).key("liar").metadata(Map.of("dg-format", "delta")),
                RequestBody.fromBytes(FIRST));
        assertThatThrownBy(() -> Stores.get(client, BUCKET, "liar"))
                .isInstanceOf(S3Exception.class)
                .hasMessageContaining("s3://bucket/liar");
        assertThatThrownBy(() -> client.headObject(r -> r.bucket(BUCKET).key("liar")))
                .isInstanceOf(S3Exception.class)
                .hasMessageContaining("s3://bucket/liar");
    }

    @Test
    void aFileInPlaceOfTheCacheCostsTheCacheAlone() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "not a folder");
        try (DeltaGliderS3Client without =
                new DeltaGliderS3Client(store, EngineOptions.defaults().withCacheDirectory(file))) {
            without.putObject(r -> r.bucket(BUCKET).key("v/1.bin"), RequestBody.fromBytes(FIRST));
            assertThat(Stores.get(without, BUCKET, "v/1.bin")).isEqualTo(FIRST);
        }
        assertThat(file).hasContent("not a folder");
    }
}
