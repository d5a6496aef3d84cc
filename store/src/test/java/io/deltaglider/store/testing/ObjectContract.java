package io.deltaglider.store.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.Tag;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Buckets, and objects one at a time: bodies, ranges, headers, metadata, checksums, errors. */
abstract class ObjectContract extends ContractBase {
    private static final Instant EXPIRES = Instant.parse("2031-01-02T03:04:05Z");

    private static String md5(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    }

    // --- Buckets

    @Test
    void aBucketIsThereOnceCreatedAndGoneOnceDeleted() {
        assertThat(client().headBucket(b -> b.bucket(bucket)).sdkHttpResponse().statusCode())
                .isEqualTo(200);
        assertThat(client().listBuckets().buckets())
                .anyMatch(b -> b.name().equals(bucket) && b.creationDate() != null);
        client().deleteBucket(b -> b.bucket(bucket));
        assertThatThrownBy(() -> client().headBucket(b -> b.bucket(bucket)))
                .isInstanceOf(NoSuchBucketException.class);
        assertThat(client().listBuckets().buckets()).noneMatch(b -> b.name().equals(bucket));
        fails(404, () -> client().deleteBucket(b -> b.bucket(bucket)));
    }

    @Test
    void creatingABucketTwiceKeepsItsObjects() {
        put("k", "v");
        try {
            client().createBucket(b -> b.bucket(bucket));
        } catch (BucketAlreadyOwnedByYouException e) {
            assertThat(e.statusCode()).isEqualTo(409);
        }
        assertThat(get("k")).isEqualTo("v");
    }

    @Test
    void aBucketWithObjectsIsNotDeleted() {
        put("folder/k", "v");
        S3Exception e = fails(409, () -> client().deleteBucket(b -> b.bucket(bucket)));
        assertThat(e.awsErrorDetails().errorCode()).isEqualTo("BucketNotEmpty");
        assertThat(get("folder/k")).isEqualTo("v");
    }

    @Test
    void aMissingBucketIsToldFromAMissingKey() {
        String missing = "missing-" + bucket;
        assertThatThrownBy(() ->
                        client().putObject(
                                        b -> b.bucket(missing).key("k"),
                                        RequestBody.fromString("v")))
                .isInstanceOf(NoSuchBucketException.class);
        assertThatThrownBy(() -> client().getObjectAsBytes(b -> b.bucket(missing).key("k")))
                .isInstanceOf(NoSuchBucketException.class);
        assertThatThrownBy(() -> client().listObjectsV2(b -> b.bucket(missing)))
                .isInstanceOf(NoSuchBucketException.class);
        fails(404, () -> client().headObject(b -> b.bucket(missing).key("k")));
        NoSuchKeyException e =
                (NoSuchKeyException)
                        fails(404, () -> client().getObjectAsBytes(b -> b.bucket(bucket).key("k")));
        assertThat(e.awsErrorDetails().errorCode()).isEqualTo("NoSuchKey");
        assertThatThrownBy(() -> client().headObject(b -> b.bucket(bucket).key("k")))
                .isInstanceOf(NoSuchKeyException.class);
    }

    // --- Bodies

    @Test
    void bytesComeBackWithLengthAndETag() throws Exception {
        for (int length : List.of(0, 1, 1000, 1 << 20, (3 << 20) + 17)) {
            byte[] bytes = random(length, length);
            PutObjectResponse stored =
                    client().putObject(
                                    b -> b.bucket(bucket).key("k"), RequestBody.fromBytes(bytes));
            assertThat(stored.eTag()).isEqualTo('"' + md5(bytes) + '"');
            var object = client().getObjectAsBytes(b -> b.bucket(bucket).key("k"));
            assertThat(object.asByteArray()).isEqualTo(bytes);
            assertThat(object.response().contentLength()).isEqualTo(length);
            assertThat(object.response().eTag()).isEqualTo(stored.eTag());
            HeadObjectResponse head = client().headObject(b -> b.bucket(bucket).key("k"));
            assertThat(head.contentLength()).isEqualTo(length);
            assertThat(head.eTag()).isEqualTo(stored.eTag());
            assertThat(Duration.between(head.lastModified(), Instant.now()).abs())
                    .isLessThan(Duration.ofMinutes(5));
        }
    }

    @Test
    void anOverwriteReplacesContentAndMetadata() {
        client().putObject(
                        b ->
                                b.bucket(bucket)
                                        .key("k")
                                        .contentType("text/x-old")
                                        .metadata(Map.of("old", "1")),
                        RequestBody.fromString("old"));
        client().putObject(
                        b -> b.bucket(bucket).key("k").metadata(Map.of("new", "2")),
                        RequestBody.fromString("new text"));
        var object = client().getObjectAsBytes(b -> b.bucket(bucket).key("k"));
        assertThat(object.asUtf8String()).isEqualTo("new text");
        assertThat(object.response().metadata()).isEqualTo(Map.of("new", "2"));
        assertThat(object.response().contentType()).isNotEqualTo("text/x-old");
    }

    @Test
    void aDeletedObjectIsGoneAndDeletingAgainIsNoError() {
        put("k", "v");
        assertThat(
                        client().deleteObject(b -> b.bucket(bucket).key("k"))
                                .sdkHttpResponse()
                                .statusCode())
                .isEqualTo(204);
        fails(404, () -> client().headObject(b -> b.bucket(bucket).key("k")));
        client().deleteObject(b -> b.bucket(bucket).key("k"));
        assertThat(keys()).isEmpty();
    }

    @Test
    void severalObjectsAreDeletedInOneRequest() {
        put("a", "1");
        put("b/c", "2");
        put("keep", "3");
        List<ObjectIdentifier> objects =
                Stream.of("a", "b/c", "never there")
                        .map(key -> ObjectIdentifier.builder().key(key).build())
                        .toList();
        var result = client().deleteObjects(b -> b.bucket(bucket).delete(d -> d.objects(objects)));
        assertThat(result.errors()).isEmpty();
        assertThat(result.deleted())
                .extracting("key")
                .containsExactlyInAnyOrder("a", "b/c", "never there");
        assertThat(keys()).containsExactly("keep");
    }

    @Test
    void aBodyOfAnotherLengthThanAnnouncedIsRefusedAndNothingStored() {
        put("k", "before");
        byte[] bytes = "12345".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() ->
                        client().putObject(
                                        b -> b.bucket(bucket).key("k"),
                                        RequestBody.fromInputStream(
                                                new ByteArrayInputStream(bytes), 9)))
                .isInstanceOf(Exception.class);
        assertThat(get("k")).isEqualTo("before");
    }

    @Test
    void aBodyThatCannotBeReadLeavesTheOldObject() {
        put("k", "before");
        InputStream broken =
                new SequenceInputStream(
                        new ByteArrayInputStream(new byte[200_000]), new Unreadable());
        assertThatThrownBy(() ->
                        client().putObject(
                                        b -> b.bucket(bucket).key("k"),
                                        RequestBody.fromInputStream(broken, 300_000)))
                .isInstanceOf(RuntimeException.class);
        assertThat(get("k")).isEqualTo("before");
        assertThat(keys()).containsExactly("k");
    }

    private static final class Unreadable extends InputStream {
        @Override
        public int read() throws IOException {
            throw new IOException("the disk of the caller");
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            throw new IOException("the disk of the caller");
        }
    }

    @Test
    void bodiesAreReadAsAStreamToAFileAndInPart(@TempDir Path folder) throws Exception {
        byte[] bytes = random(2 << 20, 7);
        client().putObject(b -> b.bucket(bucket).key("k"), RequestBody.fromBytes(bytes));
        try (ResponseInputStream<GetObjectResponse> stream =
                client().getObject(b -> b.bucket(bucket).key("k"))) {
            assertThat(stream.readAllBytes()).isEqualTo(bytes);
        }
        ResponseInputStream<GetObjectResponse> aborted =
                client().getObject(b -> b.bucket(bucket).key("k"));
        assertThat(aborted.read()).isEqualTo(bytes[0] & 0xff);
        aborted.abort();
        Path file = folder.resolve("copy");
        client().getObject(b -> b.bucket(bucket).key("k"), file);
        assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
    }

    @Test
    void aTransformerThatThrowsDoesNoHarm() {
        put("k", "v");
        assertThatThrownBy(() ->
                        client().getObject(
                                        b -> b.bucket(bucket).key("k"),
                                        (response, body) -> {
                                            throw new IOException("not my day");
                                        }))
                .isInstanceOf(SdkClientException.class)
                .hasRootCauseMessage("not my day");
        assertThatThrownBy(() ->
                        client().getObject(
                                        b -> b.bucket(bucket).key("k"),
                                        (response, body) -> {
                                            throw new UnsupportedOperationException("nor mine");
                                        }))
                .isInstanceOf(SdkClientException.class);
        assertThat(get("k")).isEqualTo("v");
    }

    @Test
    void aReaderKeepsTheVersionThatItBeganWith() throws Exception {
        byte[] old = random(4 << 20, 1);
        client().putObject(b -> b.bucket(bucket).key("k"), RequestBody.fromBytes(old));
        try (ResponseInputStream<GetObjectResponse> stream =
                client().getObject(b -> b.bucket(bucket).key("k"))) {
            byte[] first = stream.readNBytes(1000);
            put("k", "new");
            byte[] rest;
            try {
                rest = stream.readAllBytes();
            } catch (IOException e) {
                // Some servers break off; wrong bytes would be worse.
                return;
            }
            byte[] all = new byte[first.length + rest.length];
            System.arraycopy(first, 0, all, 0, first.length);
            System.arraycopy(rest, 0, all, first.length, rest.length);
            assertThat(all).isEqualTo(old);
        }
    }

    // --- Ranges

    private byte[] range(String range) {
        return client().getObjectAsBytes(b -> b.bucket(bucket).key("k").range(range)).asByteArray();
    }

    @Test
    void rangesAreExact() {
        put("k", "0123456789");
        assertThat(range("bytes=0-0")).asString().isEqualTo("0");
        assertThat(range("bytes=2-5")).asString().isEqualTo("2345");
        assertThat(range("bytes=7-")).asString().isEqualTo("789");
        assertThat(range("bytes=-3")).asString().isEqualTo("789");
        assertThat(range("bytes=-100")).asString().isEqualTo("0123456789");
        assertThat(range("bytes=5-100")).asString().isEqualTo("56789");
        var part =
                client().getObjectAsBytes(b -> b.bucket(bucket).key("k").range("bytes=2-5"))
                        .response();
        assertThat(part.contentRange()).isEqualTo("bytes 2-5/10");
        assertThat(part.contentLength()).isEqualTo(4);
        assertThat(part.sdkHttpResponse().statusCode()).isEqualTo(206);
    }

    @Test
    void aRangeBehindTheEndIsRefused() {
        put("k", "0123456789");
        S3Exception e = fails(416, () -> range("bytes=10-"));
        assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidRange");
        fails(416, () -> range("bytes=100-200"));
        put("k", "");
        fails(416, () -> range("bytes=0-0"));
    }

    // --- Headers and metadata

    @Test
    void systemHeadersComeBackAsTheyWere() {
        client().putObject(
                        b ->
                                b.bucket(bucket)
                                        .key("k")
                                        .contentType("application/x-thing")
                                        .cacheControl("max-age=60, private")
                                        .contentDisposition("attachment; filename=\"a b.zip\"")
                                        .contentEncoding("gzip")
                                        .contentLanguage("de, en")
                                        .expires(EXPIRES),
                        RequestBody.fromString("v"));
        HeadObjectResponse head = client().headObject(b -> b.bucket(bucket).key("k"));
        assertThat(head.contentType()).isEqualTo("application/x-thing");
        assertThat(head.cacheControl()).isEqualTo("max-age=60, private");
        assertThat(head.contentDisposition()).isEqualTo("attachment; filename=\"a b.zip\"");
        assertThat(head.contentEncoding()).isEqualTo("gzip");
        assertThat(head.contentLanguage()).isEqualTo("de, en");
        assertThat(head.expiresString()).isEqualTo("Thu, 02 Jan 2031 03:04:05 GMT");
        GetObjectResponse get =
                client().getObjectAsBytes(b -> b.bucket(bucket).key("k")).response();
        assertThat(get.contentType()).isEqualTo(head.contentType());
        assertThat(get.cacheControl()).isEqualTo(head.cacheControl());
        assertThat(get.contentDisposition()).isEqualTo(head.contentDisposition());
        assertThat(get.contentEncoding()).isEqualTo(head.contentEncoding());
        assertThat(get.contentLanguage()).isEqualTo(head.contentLanguage());
        assertThat(get.expiresString()).isEqualTo(head.expiresString());
    }

    @Test
    void aGetMayOverrideHeaders() {
        client().putObject(
                        b -> b.bucket(bucket).key("k").contentType("text/plain"),
                        RequestBody.fromString("v"));
        GetObjectResponse get =
                client().getObjectAsBytes(b ->
                                b.bucket(bucket)
                                        .key("k")
                                        .responseContentType("text/html")
                                        .responseContentDisposition("inline")
                                        .responseCacheControl("no-store"))
                        .response();
        assertThat(get.contentType()).isEqualTo("text/html");
        assertThat(get.contentDisposition()).isEqualTo("inline");
        assertThat(get.cacheControl()).isEqualTo("no-store");
        assertThat(client().headObject(b -> b.bucket(bucket).key("k")).contentType())
                .isEqualTo("text/plain");
    }

    @Test
    void userMetadataComesBackInLowerCase() {
        Map<String, String> metadata =
                Map.of(
                        "plain",
                        "value",
                        lowerCaseMetadata() ? "Upper-Case" : "upper-case",
                        "Value With Spaces",
                        "sign",
                        "=?&%20;,\"'",
                        "empty-not",
                        "x");
        client().putObject(
                        b -> b.bucket(bucket).key("k").metadata(metadata),
                        RequestBody.fromString("v"));
        Map<String, String> expected =
                Map.of(
                        "plain",
                        "value",
                        "upper-case",
                        "Value With Spaces",
                        "sign",
                        "=?&%20;,\"'",
                        "empty-not",
                        "x");
        assertThat(client().headObject(b -> b.bucket(bucket).key("k")).metadata())
                .isEqualTo(expected);
        assertThat(client().getObjectAsBytes(b -> b.bucket(bucket).key("k")).response().metadata())
                .isEqualTo(expected);
    }

    @Test
    void twoKilobytesOfUserMetadataAreKept() {
        assumeTrue(metadataLimit(), "this store has another limit");
        Map<String, String> metadata = new TreeMap<>();
        for (int i = 10; i < 88; i++) {
            metadata.put("name-" + i, "value-of-" + i + "-0123456");
        }
        client().putObject(
                        b -> b.bucket(bucket).key("k").metadata(metadata),
                        RequestBody.fromString("v"));
        assertThat(client().headObject(b -> b.bucket(bucket).key("k")).metadata())
                .isEqualTo(metadata);
    }

    @Test
    void moreUserMetadataThanS3AllowsIsRefused() {
        assumeTrue(metadataLimit(), "this store has another limit");
        String value = "x".repeat(2049);
        S3Exception e =
                fails(
                        400,
                        () ->
                                client().putObject(
                                                b ->
                                                        b.bucket(bucket)
                                                                .key("k")
                                                                .metadata(Map.of("m", value)),
                                                RequestBody.fromString("v")));
        assertThat(e.awsErrorDetails().errorCode()).isEqualTo("MetadataTooLarge");
        assertThat(keys()).isEmpty();
    }

    @Test
    void tagsComeWithAPutAndChangeWithoutIt() {
        assumeTrue(tagging(), "this store keeps no tags");
        client().putObject(
                        b -> b.bucket(bucket).key("k").tagging("a=1&b=x%20y"),
                        RequestBody.fromString("v"));
        assertThat(client().getObjectTagging(b -> b.bucket(bucket).key("k")).tagSet())
                .containsExactlyInAnyOrder(tag("a", "1"), tag("b", "x y"));
        String eTag = client().headObject(b -> b.bucket(bucket).key("k")).eTag();
        client().putObjectTagging(
                        b -> b.bucket(bucket).key("k").tagging(t -> t.tagSet(tag("c", "ü"))));
        assertThat(client().getObjectTagging(b -> b.bucket(bucket).key("k")).tagSet())
                .containsExactly(tag("c", "ü"));
        client().deleteObjectTagging(b -> b.bucket(bucket).key("k"));
        assertThat(client().getObjectTagging(b -> b.bucket(bucket).key("k")).tagSet()).isEmpty();
        assertThat(client().headObject(b -> b.bucket(bucket).key("k")).eTag()).isEqualTo(eTag);
        assertThat(get("k")).isEqualTo("v");
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    // --- Checksums

    @Test
    void aWrongMd5IsRefusedAndARightOneIsNot() throws Exception {
        byte[] bytes = "content".getBytes(StandardCharsets.UTF_8);
        String right =
                Base64.getEncoder().encodeToString(MessageDigest.getInstance("MD5").digest(bytes));
        String wrong =
                Base64.getEncoder()
                        .encodeToString(MessageDigest.getInstance("MD5").digest(new byte[0]));
        S3Exception e =
                fails(
                        400,
                        () ->
                                client().putObject(
                                                b -> b.bucket(bucket).key("k").contentMD5(wrong),
                                                RequestBody.fromBytes(bytes)));
        assertThat(e.awsErrorDetails().errorCode()).isIn("BadDigest", "InvalidDigest");
        assertThat(keys()).isEmpty();
        client().putObject(
                        b -> b.bucket(bucket).key("k").contentMD5(right),
                        RequestBody.fromBytes(bytes));
        assertThat(get("k")).isEqualTo("content");
    }

    @Test
    void checksumsAreVerifiedAndReturned() throws Exception {
        assumeTrue(checksums(), "this store ignores checksums");
        byte[] bytes = "123456789".getBytes(StandardCharsets.UTF_8);
        String sha256 =
                Base64.getEncoder()
                        .encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
        String wrong = Base64.getEncoder().encodeToString(new byte[32]);
        fails(
                400,
                () ->
                        client().putObject(
                                        b -> b.bucket(bucket).key("k").checksumSHA256(wrong),
                                        RequestBody.fromBytes(bytes)));
        // The check values of the CRC catalogue for "123456789", big-endian.
        fails(
                400,
                () ->
                        client().putObject(
                                        b -> b.bucket(bucket).key("k").checksumCRC32C("AAAAAA=="),
                                        RequestBody.fromBytes(bytes)));
        client().putObject(
                        b -> b.bucket(bucket).key("crc").checksumCRC32C("4waSgw=="),
                        RequestBody.fromBytes(bytes));
        client().putObject(
                        b -> b.bucket(bucket).key("k").checksumSHA256(sha256),
                        RequestBody.fromBytes(bytes));
        HeadObjectResponse head =
                client().headObject(
                                b -> b.bucket(bucket).key("k").checksumMode(ChecksumMode.ENABLED));
        assertThat(head.checksumSHA256()).isEqualTo(sha256);
        assertThat(get("crc")).isEqualTo("123456789");
    }

    // --- The client itself

    @Test
    void waitersWork() {
        client().waiter().waitUntilBucketExists(b -> b.bucket(bucket));
        put("k", "v");
        client().waiter().waitUntilObjectExists(b -> b.bucket(bucket).key("k"));
        client().waiter().waitUntilObjectNotExists(b -> b.bucket(bucket).key("other"));
        assertThat(client().serviceName()).isEqualTo("s3");
        assertThat(client().serviceClientConfiguration()).isNotNull();
        assertThat(client().utilities().parseUri(URI.create("s3://b/k")).key()).contains("k");
    }
}
