package io.deltaglider.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deltaglider.engine.StoredObject.Kind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/** What goes in comes out, and looks on the way as if nothing had been done to it. */
class RoundTripTest extends EngineFixture {
    @Test
    void versionsOfAFileCostLittle() {
        PutObjectResponse put = Stores.put(client, BUCKET, "v1/app.bin", FIRST);
        assertThat(put.eTag()).isEqualTo('"' + Bodies.md5(FIRST) + '"');
        Stores.put(client, BUCKET, "v2/app.bin", SECOND);
        Stores.put(client, BUCKET, "v3/app.bin", THIRD);

        assertThat(Stores.get(client, BUCKET, "v1/app.bin")).isEqualTo(FIRST);
        assertThat(Stores.get(client, BUCKET, "v2/app.bin")).isEqualTo(SECOND);
        assertThat(Stores.get(client, BUCKET, "v3/app.bin")).isEqualTo(THIRD);
        assertThat(Stores.references(store, BUCKET)).hasSize(1);
        assertThat(client.inspect(BUCKET, "v1/app.bin").storedSize()).isLessThan(1_000);
        StoredObject third = client.inspect(BUCKET, "v3/app.bin");
        assertThat(third.kind()).isEqualTo(Kind.DELTA);
        assertThat(third.logicalSize()).isEqualTo(THIRD.length);
        assertThat(third.storedSize()).isLessThan(3_000);
        assertThat(third.sha256()).contains(Bodies.sha256(THIRD));
        assertThat(third.reference()).contains(Stores.references(store, BUCKET).getFirst().id());
    }

    @Test
    void unrelatedContentIsStoredOnceAndWhole() {
        Stores.put(client, BUCKET, "v1/app.bin", FIRST);
        byte[] other = Bodies.random(77, 200_000);
        Stores.put(client, BUCKET, "v2/app.bin", other);
        assertThat(Stores.get(client, BUCKET, "v2/app.bin")).isEqualTo(other);
        String reference = client.inspect(BUCKET, "v2/app.bin").reference().orElseThrow();
        assertThat(Stores.get(store, BUCKET, ".deltaglider/refs/" + reference)).isEqualTo(other);
        assertThat(client.inspect(BUCKET, "v2/app.bin").storedSize()).isLessThan(1_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 63, 64, 65_535, 65_536, 1_048_575, 1_048_576, 1_048_577, 3_000_000})
    void everySizeComesBack(int size) {
        byte[] bytes = Bodies.random(size, size);
        Stores.put(client, BUCKET, "file", bytes);
        assertThat(Stores.get(client, BUCKET, "file")).isEqualTo(bytes);
        HeadObjectResponse head = client.headObject(r -> r.bucket(BUCKET).key("file"));
        assertThat(head.contentLength()).isEqualTo(size);
        assertThat(head.eTag()).isEqualTo('"' + Bodies.md5(bytes) + '"');
        assertThat(Stores.get(engine(store, "other"), BUCKET, "file")).isEqualTo(bytes);
    }

    @Test
    void headersAndMetadataAreTheClients() {
        Instant expires = Instant.parse("2031-05-06T07:08:09Z");
        client.putObject(
                r ->
                        r.bucket(BUCKET)
                                .key("v1/app.bin")
                                .contentType("application/zip; charset=\u00fc%")
                                .cacheControl("max-age=60")
                                .contentDisposition("attachment; filename=\"a.zip\"")
                                .contentEncoding("identity")
                                .contentLanguage("de")
                                .expires(expires)
                                .metadata(Map.of("color", "red", "note", "a b")),
                RequestBody.fromBytes(FIRST));

        GetObjectResponse got = Stores.response(client, BUCKET, "v1/app.bin").response();
        HeadObjectResponse head = client.headObject(r -> r.bucket(BUCKET).key("v1/app.bin"));
        assertThat(got.contentType()).isEqualTo("application/zip; charset=\u00fc%");
        assertThat(head.contentType()).isEqualTo("application/zip; charset=\u00fc%");
        assertThat(got.metadata()).isEqualTo(Map.of("color", "red", "note", "a b"));
        assertThat(head.metadata()).isEqualTo(got.metadata());
        assertThat(List.of(got.cacheControl(), got.contentDisposition(), got.contentEncoding()))
                .containsExactly("max-age=60", "attachment; filename=\"a.zip\"", "identity");
        assertThat(head.contentLanguage()).isEqualTo("de");
        assertThat(got.contentLength()).isEqualTo(FIRST.length);
        assertThat(got.eTag()).isEqualTo('"' + Bodies.md5(FIRST) + '"');
        assertThat(head.eTag()).isEqualTo(got.eTag());
        assertThat(got.contentRange()).isNull();

        HeadObjectResponse stored = store.headObject(r -> r.bucket(BUCKET).key("v1/app.bin"));
        assertThat(stored.contentType()).isEqualTo("application/vnd.deltaglider");
        assertThat(stored.cacheControl()).isEqualTo("max-age=60");
        assertThat(stored.metadata())
                .containsEntry("dg-format", "delta")
                .containsEntry("dg-size", "200000")
                .containsEntry("dg-sha256", Bodies.sha256(FIRST))
                .containsEntry("dg-etag", Bodies.md5(FIRST));
    }

    @Test
    void theTypeOfTheBodyIsKept() {
        client.putObject(
                r -> r.bucket(BUCKET).key("a"),
                RequestBody.fromContentProvider(
                        () -> new ByteArrayInputStream(FIRST), FIRST.length, "text/x-test"));
        assertThat(client.headObject(r -> r.bucket(BUCKET).key("a")).contentType())
                .isEqualTo("text/x-test");
    }

    @Test
    void aBodyOfUnknownLengthIsReadToItsEnd() {
        client.putObject(
                r -> r.bucket(BUCKET).key("a"),
                RequestBody.fromContentProvider(() -> new ByteArrayInputStream(FIRST), "a/b"));
        assertThat(Stores.get(client, BUCKET, "a")).isEqualTo(FIRST);
    }

    @Test
    void metadataThatLeaveNoRoomForOursAreKept() {
        Map<String, String> most = new HashMap<>();
        most.put("m", "x".repeat(1_900));
        client.putObject(
                r -> r.bucket(BUCKET).key("v1/app.bin").metadata(most).contentType("a/b"),
                RequestBody.fromBytes(FIRST));
        assertThat(store.headObject(r -> r.bucket(BUCKET).key("v1/app.bin")).metadata())
                .containsOnlyKeys("m", "dg-format");
        HeadObjectResponse head = client.headObject(r -> r.bucket(BUCKET).key("v1/app.bin"));
        assertThat(head.contentLength()).isEqualTo(FIRST.length);
        assertThat(head.contentType()).isEqualTo("a/b");
        assertThat(head.metadata()).isEqualTo(most);
        assertThat(Stores.get(client, BUCKET, "v1/app.bin")).isEqualTo(FIRST);

        most.put("m", "x".repeat(2_030));
        client.putObject(
                r -> r.bucket(BUCKET).key("v1/app.bin").metadata(most),
                RequestBody.fromBytes(FIRST));
        assertThat(client.inspect(BUCKET, "v1/app.bin").kind()).isEqualTo(Kind.RAW);
        assertThat(Stores.get(store, BUCKET, "v1/app.bin")).isEqualTo(FIRST);
        assertThat(client.headObject(r -> r.bucket(BUCKET).key("v1/app.bin")).metadata())
                .isEqualTo(most);
    }

    @Test
    void ourNamesAreRefusedAsMetadata() {
        assertThatThrownBy(() ->
                        client.putObject(
                                r ->
                                        r.bucket(BUCKET)
                                                .key("a")
                                                .metadata(Map.of("DG-format", "delta")),
                                RequestBody.fromString("x")))
                .isInstanceOf(S3Exception.class)
                .hasMessageContaining("reserved");
        assertThat(Stores.keys(store, BUCKET, "")).isEmpty();
    }

    @Test
    void aPayloadThatLooksLikeADeltaFileIsNotTakenForOne() {
        Stores.put(client, BUCKET, "v1/app.bin", FIRST);
        byte[] deltaFile = Stores.get(store, BUCKET, "v1/app.bin");
        Stores.put(client, BUCKET, "evil", deltaFile);
        assertThat(Stores.get(client, BUCKET, "evil")).isEqualTo(deltaFile);
        assertThat(client.headObject(r -> r.bucket(BUCKET).key("evil")).contentLength())
                .isEqualTo(deltaFile.length);
        byte[] magicOnly = Arrays.copyOf(deltaFile, 8);
        Stores.put(client, BUCKET, "magic", magicOnly);
        assertThat(Stores.get(client, BUCKET, "magic")).isEqualTo(magicOnly);

        byte[] large = Arrays.copyOf(deltaFile, 2_000_000);
        DeltaGliderS3Client plain = engine(store, options("plain").withDelta(false));
        Stores.put(plain, BUCKET, "large", large);
        assertThat(Stores.get(client, BUCKET, "large")).isEqualTo(large);
        Stores.stripMetadata(store, BUCKET, "large");
        assertThat(Stores.get(client, BUCKET, "large")).isEqualTo(large);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "with space",
                "100%",
                "a+b",
                "%2F",
                "\u00e4\u00f6\u00fc/\u65e5\u672c\u8a9e",
                "a//b",
                "folder/",
                ".",
                "..",
                "a/../b",
                "tab\there",
                "quote'\"",
                "emoji\ud83d\ude80",
                "~!@#$^&*()",
                "a\\b",
                ".deltaglider",
                ".deltaglidery/x"
            })
    void oddKeysWork(String key) {
        Stores.put(client, BUCKET, key, FIRST);
        Stores.put(client, BUCKET, key, SECOND);
        assertThat(Stores.get(client, BUCKET, key)).isEqualTo(SECOND);
        ListObjectsV2Response list = client.listObjectsV2(r -> r.bucket(BUCKET));
        assertThat(list.contents()).hasSize(1);
        assertThat(list.contents().getFirst().key()).isEqualTo(key);
        assertThat(list.contents().getFirst().size()).isEqualTo(SECOND.length);
        client.deleteObject(r -> r.bucket(BUCKET).key(key));
        assertThat(client.listObjectsV2(r -> r.bucket(BUCKET)).contents()).isEmpty();
    }

    @Test
    void aKeyOf1024BytesWorks() {
        String key = "k/".repeat(510) + "\u00fc\u00fc";
        assertThat(key.getBytes(StandardCharsets.UTF_8)).hasSize(1024);
        Stores.put(client, BUCKET, key, FIRST);
        assertThat(Stores.get(client, BUCKET, key)).isEqualTo(FIRST);
    }

    @Test
    @SuppressWarnings("unchecked") // the SDK takes varargs of consumers
    void reservedKeysAreRefusedEverywhere() {
        Stores.put(client, BUCKET, "v1/app.bin", FIRST);
        String reference = Stores.references(store, BUCKET).getFirst().key();
        List<Runnable> attempts =
                List.of(
                        () -> Stores.put(client, BUCKET, reference, new byte[1]),
                        () -> Stores.get(client, BUCKET, reference),
                        () -> client.headObject(r -> r.bucket(BUCKET).key(reference)),
                        () -> client.deleteObject(r -> r.bucket(BUCKET).key(reference)),
                        () -> client.createMultipartUpload(r -> r.bucket(BUCKET).key(reference)),
                        () -> client.getObjectAcl(r -> r.bucket(BUCKET).key(reference)),
                        () ->
                                client.uploadPart(
                                        r ->
                                                r.bucket(BUCKET)
                                                        .key(reference)
                                                        .uploadId("u")
                                                        .partNumber(1),
                                        RequestBody.empty()),
                        () ->
                                client.copyObject(r ->
                                        r.sourceBucket(BUCKET)
                                                .sourceKey(reference)
                                                .destinationBucket(BUCKET)
                                                .destinationKey("x")),
                        () ->
                                client.copyObject(r ->
                                        r.sourceBucket(BUCKET)
                                                .sourceKey("v1/app.bin")
                                                .destinationBucket(BUCKET)
                                                .destinationKey(".deltaglider/x")),
                        () -> client.inspect(BUCKET, reference));
        for (Runnable attempt : attempts) {
            assertThatThrownBy(attempt::run)
                    .isInstanceOfSatisfying(
                            S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(400));
        }
        var deleted =
                client.deleteObjects(r ->
                        r.bucket(BUCKET)
                                .delete(d ->
                                        d.objects(
                                                o -> o.key(reference), o -> o.key("v1/app.bin"))));
        assertThat(deleted.errors()).hasSize(1);
        assertThat(deleted.errors().getFirst().key()).isEqualTo(reference);
        assertThat(deleted.deleted()).hasSize(1);
        assertThat(Stores.references(store, BUCKET)).hasSize(1);
        assertThat(Stores.keys(client, BUCKET, "")).isEmpty();
    }

    @Test
    void checksumsSpeakOfWhatTheClientSends() {
        CRC32 crc = new CRC32();
        crc.update(FIRST);
        String crc32 =
                Base64.getEncoder()
                        .encodeToString(
                                ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
        String sha256 = Base64.getEncoder().encodeToString(Bodies.digest("SHA-256", FIRST));
        String md5 = Base64.getEncoder().encodeToString(Bodies.digest("MD5", FIRST));
        PutObjectResponse put =
                client.putObject(
                        r ->
                                r.bucket(BUCKET)
                                        .key("v1/app.bin")
                                        .contentMD5(md5)
                                        .checksumCRC32(crc32)
                                        .checksumSHA256(sha256),
                        RequestBody.fromBytes(FIRST));
        assertThat(put.checksumSHA256()).isEqualTo(sha256);
        assertThat(Stores.get(client, BUCKET, "v1/app.bin")).isEqualTo(FIRST);
        assertThat(client.inspect(BUCKET, "v1/app.bin").kind()).isEqualTo(Kind.DELTA);

        for (byte[] body : List.of(SECOND, new byte[10])) {
            assertThatThrownBy(() ->
                            client.putObject(
                                    r -> r.bucket(BUCKET).key("v2/app.bin").checksumSHA256(sha256),
                                    RequestBody.fromBytes(body)))
                    .isInstanceOf(S3Exception.class)
                    .hasMessageContaining("SHA256");
            assertThatThrownBy(() ->
                            client.putObject(
                                    r -> r.bucket(BUCKET).key("v2/app.bin").contentMD5(md5),
                                    RequestBody.fromBytes(body)))
                    .isInstanceOf(S3Exception.class)
                    .hasMessageContaining("Content-MD5");
        }
        assertThat(Stores.keys(client, BUCKET, "")).containsExactly("v1/app.bin");
    }

    @Test
    void aShortBodyIsRefusedAndNothingIsStored() {
        for (int size : List.of(100, 200_000, 2_000_000)) {
            byte[] half = Bodies.random(5, size / 2);
            assertThatThrownBy(() ->
                            client.putObject(
                                    r -> r.bucket(BUCKET).key("a"),
                                    RequestBody.fromInputStream(
                                            new ByteArrayInputStream(half), size)))
                    .isInstanceOf(S3Exception.class)
                    .hasMessageContaining("nothing was stored");
        }
        assertThat(Stores.keys(store, BUCKET, "")).isEmpty();
    }

    @Test
    void nothingIsLeftInTheWorkFolder() throws Exception {
        putTwoVersions();
        Stores.put(client, BUCKET, "v3/app.bin", Bodies.random(8, 3_000_000));
        Stores.get(client, BUCKET, "v2/app.bin");
        Stores.range(client, BUCKET, "v2/app.bin", "bytes=5-10");
        Path tmp = folder.resolve("cache/tmp");
        try (var files = Files.list(tmp)) {
            assertThat(files).allMatch(each -> each.toString().endsWith(".lock"));
        }
    }

    @Test
    void aPutForWhichThereIsNoRoomHereIsStoredRaw() throws IOException {
        byte[] large = Bodies.random(77, 3_000_000);
        client = engine(store, "full");
        Path temporary = folder.resolve("full/tmp");
        Files.writeString(temporary, "no folder");
        client.putObject(r -> r.bucket(BUCKET).key("v1/large.bin"), RequestBody.fromBytes(large));
        assertThat(client.inspect(BUCKET, "v1/large.bin").kind()).isEqualTo(StoredObject.Kind.RAW);
        assertThat(Stores.get(client, BUCKET, "v1/large.bin")).isEqualTo(large);
    }
}
