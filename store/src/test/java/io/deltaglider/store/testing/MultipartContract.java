package io.deltaglider.store.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Copies, and uploads in parts. */
abstract class MultipartContract extends ListingContract {
    private static final int PART = 5 << 20;

    // --- COPY

    @Test
    void aCopyTakesContentAndMetadataAlong() {
        client().putObject(
                        b ->
                                b.bucket(bucket)
                                        .key("from/ä b+c")
                                        .contentType("text/x-from")
                                        .contentEncoding("gzip")
                                        .cacheControl("no-cache")
                                        .metadata(Map.of("m", "1")),
                        RequestBody.fromString("content"));
        String eTag = client().headObject(b -> b.bucket(bucket).key("from/ä b+c")).eTag();
        var result =
                client().copyObject(b ->
                        b.sourceBucket(bucket)
                                .sourceKey("from/ä b+c")
                                .destinationBucket(bucket)
                                .destinationKey("to"));
        assertThat(result.copyObjectResult().eTag().replace("\"", ""))
                .isEqualTo(eTag.replace("\"", ""));
        assertThat(result.copyObjectResult().lastModified()).isNotNull();
        var copy = client().getObjectAsBytes(b -> b.bucket(bucket).key("to"));
        assertThat(copy.asUtf8String()).isEqualTo("content");
        assertThat(copy.response().contentType()).isEqualTo("text/x-from");
        assertThat(copy.response().contentEncoding()).isEqualTo("gzip");
        assertThat(copy.response().cacheControl()).isEqualTo("no-cache");
        assertThat(copy.response().metadata()).isEqualTo(Map.of("m", "1"));
        assertThat(get("from/ä b+c")).isEqualTo("content");
    }

    @Test
    void aCopyKeepsExpires() {
        assumeTrue(copiesExpires(), "this store loses Expires");
        client().putObject(
                        b ->
                                b.bucket(bucket)
                                        .key("from")
                                        .expires(Instant.parse("2031-01-02T03:04:05Z")),
                        RequestBody.fromString("v"));
        client().copyObject(b ->
                b.sourceBucket(bucket)
                        .sourceKey("from")
                        .destinationBucket(bucket)
                        .destinationKey("to"));
        assertThat(client().headObject(b -> b.bucket(bucket).key("to")).expiresString())
                .isEqualTo("Thu, 02 Jan 2031 03:04:05 GMT");
    }

    @Test
    void aCopyMayReplaceMetadataAlsoInPlace() {
        client().putObject(
                        b ->
                                b.bucket(bucket)
                                        .key("k")
                                        .contentType("text/old")
                                        .metadata(Map.of("m", "1")),
                        RequestBody.fromString("v"));
        client().copyObject(b ->
                b.sourceBucket(bucket)
                        .sourceKey("k")
                        .destinationBucket(bucket)
                        .destinationKey("k")
                        .metadataDirective(MetadataDirective.REPLACE)
                        .contentType("text/new")
                        .metadata(Map.of("n", "2")));
        HeadObjectResponse head = client().headObject(b -> b.bucket(bucket).key("k"));
        assertThat(head.contentType()).isEqualTo("text/new");
        assertThat(head.metadata()).isEqualTo(Map.of("n", "2"));
        assertThat(get("k")).isEqualTo("v");
        fails(
                400,
                () ->
                        client().copyObject(b ->
                                b.sourceBucket(bucket)
                                        .sourceKey("k")
                                        .destinationBucket(bucket)
                                        .destinationKey("k")));
    }

    @Test
    void aCopyWhoseSourceIsMissingOrNotMeantIsRefused() {
        String eTag = put("k", "v");
        Instant before = Instant.now().minus(Duration.ofHours(1));
        assertThatThrownBy(() ->
                        client().copyObject(b ->
                                b.sourceBucket(bucket)
                                        .sourceKey("missing")
                                        .destinationBucket(bucket)
                                        .destinationKey("to")))
                .isInstanceOf(NoSuchKeyException.class);
        if (copySourceConditions()) {
            fails(
                    412,
                    () ->
                            client().copyObject(b ->
                                    b.sourceBucket(bucket)
                                            .sourceKey("k")
                                            .destinationBucket(bucket)
                                            .destinationKey("to")
                                            .copySourceIfNoneMatch(eTag)));
            fails(
                    412,
                    () ->
                            client().copyObject(b ->
                                    b.sourceBucket(bucket)
                                            .sourceKey("k")
                                            .destinationBucket(bucket)
                                            .destinationKey("to")
                                            .copySourceIfUnmodifiedSince(before)));
        }
        assertThat(keys()).containsExactly("k");
        client().copyObject(b ->
                b.sourceBucket(bucket)
                        .sourceKey("k")
                        .destinationBucket(bucket)
                        .destinationKey("to")
                        .copySourceIfMatch(eTag));
        assertThat(get("to")).isEqualTo("v");
    }

    @Test
    void aCopyMayBeConditionalOnItsDestination() {
        assumeTrue(conditionalCopy(), "this store ignores conditions on the destination of a copy");
        put("from", "new");
        String old = put("to", "old");
        fails(
                412,
                () ->
                        client().copyObject(b ->
                                b.sourceBucket(bucket)
                                        .sourceKey("from")
                                        .destinationBucket(bucket)
                                        .destinationKey("to")
                                        .ifNoneMatch("*")));
        assertThat(get("to")).isEqualTo("old");
        client().copyObject(b ->
                b.sourceBucket(bucket)
                        .sourceKey("from")
                        .destinationBucket(bucket)
                        .destinationKey("to")
                        .ifMatch(old));
        assertThat(get("to")).isEqualTo("new");
    }

    // --- Multipart uploads

    private String begin(String key) {
        return client().createMultipartUpload(b ->
                        b.bucket(bucket)
                                .key(key)
                                .contentType("text/x-parts")
                                .metadata(Map.of("m", "1")))
                .uploadId();
    }

    private CompletedPart part(String key, String id, int number, byte[] bytes) {
        String eTag =
                client().uploadPart(
                                b -> b.bucket(bucket).key(key).uploadId(id).partNumber(number),
                                RequestBody.fromBytes(bytes))
                        .eTag();
        return CompletedPart.builder().partNumber(number).eTag(eTag).build();
    }

    private static CompleteMultipartUploadRequest.Builder completion(
            String bucket, String key, String id, CompletedPart... parts) {
        return CompleteMultipartUploadRequest.builder()
                .bucket(bucket)
                .key(key)
                .uploadId(id)
                .multipartUpload(m -> m.parts(parts));
    }

    @Test
    void partsBecomeOneObject() throws Exception {
        byte[] first = random(PART, 1);
        byte[] second = random(PART + 1, 2);
        byte[] third = random(10, 3);
        String id = begin("big/k");
        CompletedPart three = part("big/k", id, 7, third);
        part("big/k", id, 1, random(100, 9));
        CompletedPart one = part("big/k", id, 1, first);
        CompletedPart two = part("big/k", id, 3, second);
        if (partsMayBeLeftOut()) {
            part("big/k", id, 9, random(10, 8));
        }
        assertThat(keys()).isEmpty();
        var result =
                client().completeMultipartUpload(
                                completion(bucket, "big/k", id, one, two, three).build());
        MessageDigest md5 = MessageDigest.getInstance("MD5");
        for (byte[] bytes : List.of(first, second, third)) {
            md5.update(MessageDigest.getInstance("MD5").digest(bytes));
        }
        String eTag = '"' + HexFormat.of().formatHex(md5.digest()) + "-3\"";
        if (completionTellsETag()) {
            assertThat(result.eTag()).isEqualTo(eTag);
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(first);
        all.write(second);
        all.write(third);
        var object = client().getObjectAsBytes(b -> b.bucket(bucket).key("big/k"));
        assertThat(object.asByteArray()).isEqualTo(all.toByteArray());
        assertThat(object.response().eTag()).isEqualTo(eTag);
        assertThat(object.response().contentType()).isEqualTo("text/x-parts");
        assertThat(object.response().metadata()).isEqualTo(Map.of("m", "1"));
        assertThat(client().listMultipartUploads(b -> b.bucket(bucket)).uploads()).isEmpty();
        assertThat(keys()).containsExactly("big/k");
        if (readByPartNumber()) {
            var part = client().getObjectAsBytes(b -> b.bucket(bucket).key("big/k").partNumber(3));
            assertThat(part.asByteArray()).isEqualTo(third);
            assertThat(part.response().partsCount()).isEqualTo(3);
            assertThat(
                            client().headObject(b -> b.bucket(bucket).key("big/k").partNumber(2))
                                    .contentLength())
                    .isEqualTo(second.length);
        }
    }

    @Test
    void uploadsAndPartsAreListed() {
        String id = begin("k");
        part("k", id, 2, random(20, 2));
        part("k", id, 1, random(10, 1));
        part("k", id, 4, random(40, 1));
        var uploads = client().listMultipartUploads(b -> b.bucket(bucket)).uploads();
        assertThat(uploads)
                .singleElement()
                .satisfies(upload -> {
                    assertThat(upload.key()).isEqualTo("k");
                    assertThat(upload.uploadId()).isEqualTo(id);
                });
        var parts = client().listParts(b -> b.bucket(bucket).key("k").uploadId(id));
        assertThat(parts.parts()).extracting("partNumber").containsExactly(1, 2, 4);
        assertThat(parts.parts()).extracting("size").containsExactly(10L, 20L, 40L);
        if (pagesOfParts()) {
            var page =
                    client().listParts(b ->
                            b.bucket(bucket).key("k").uploadId(id).maxParts(1).partNumberMarker(1));
            assertThat(page.parts()).extracting("partNumber").containsExactly(2);
            assertThat(page.isTruncated()).isTrue();
        }
    }

    @Test
    void anAbortedUploadIsGone() {
        put("k", "before");
        String id = begin("k");
        CompletedPart one = part("k", id, 1, random(10, 1));
        client().abortMultipartUpload(b -> b.bucket(bucket).key("k").uploadId(id));
        if (refusesStrayParts()) {
            fails(
                    404,
                    () ->
                            client().completeMultipartUpload(
                                            completion(bucket, "k", id, one).build()));
            fails(404, () -> client().listParts(b -> b.bucket(bucket).key("k").uploadId(id)));
            fails(404, () -> part("k", id, 2, random(10, 2)));
        }
        assertThat(get("k")).isEqualTo("before");
        assertThat(client().listMultipartUploads(b -> b.bucket(bucket)).uploads()).isEmpty();
    }

    @Test
    void completionsThatDoNotFitAreRefused() {
        String id = begin("k");
        CompletedPart one = part("k", id, 1, random(10, 1));
        CompletedPart two = part("k", id, 2, random(20, 2));
        CompletedPart wrong = two.toBuilder().eTag(one.eTag()).build();
        CompletedPart missing = one.toBuilder().partNumber(3).build();
        assertThat(
                        fails(
                                        400,
                                        () ->
                                                client().completeMultipartUpload(
                                                                completion(bucket, "k", id, wrong)
                                                                        .build()))
                                .awsErrorDetails()
                                .errorCode())
                .isEqualTo("InvalidPart");
        fails(
                400,
                () ->
                        client().completeMultipartUpload(
                                        completion(bucket, "k", id, missing).build()));
        if (minimumPartSize()) {
            S3Exception e =
                    fails(
                            400,
                            () ->
                                    client().completeMultipartUpload(
                                                    completion(bucket, "k", id, one, two).build()));
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo("EntityTooSmall");
        }
        assertThat(keys()).isEmpty();
        if (partsMayBeLeftOut()) {
            client().completeMultipartUpload(completion(bucket, "k", id, two).build());
            assertThat(client().headObject(b -> b.bucket(bucket).key("k")).contentLength())
                    .isEqualTo(20);
        }
    }

    @Test
    void aRepeatedCompletionIsAnsweredAgain() {
        assumeTrue(repeatedCompletion(), "this store forgets an upload with its completion");
        String id = begin("k");
        CompletedPart one = part("k", id, 1, random(10, 1));
        String eTag =
                client().completeMultipartUpload(completion(bucket, "k", id, one).build()).eTag();
        assertThat(
                        client().completeMultipartUpload(completion(bucket, "k", id, one).build())
                                .eTag())
                .isEqualTo(eTag);
    }

    @Test
    void aCompletionMayBeConditional() {
        assumeTrue(
                conditionalComplete(), "this store ignores conditions on CompleteMultipartUpload");
        String old = put("k", "old");
        String id = begin("k");
        CompletedPart one = part("k", id, 1, random(10, 1));
        fails(
                412,
                () ->
                        client().completeMultipartUpload(
                                        completion(bucket, "k", id, one).ifNoneMatch("*").build()));
        assertThat(get("k")).isEqualTo("old");
        client().completeMultipartUpload(completion(bucket, "k", id, one).ifMatch(old).build());
        assertThat(client().headObject(b -> b.bucket(bucket).key("k")).contentLength())
                .isEqualTo(10);
    }

    @Test
    void aPartMayBeCopied() {
        byte[] source = random(PART + 1000, 5);
        client().putObject(b -> b.bucket(bucket).key("source"), RequestBody.fromBytes(source));
        String id = begin("k");
        String one =
                client().uploadPartCopy(b ->
                                b.sourceBucket(bucket)
                                        .sourceKey("source")
                                        .copySourceRange("bytes=1000-" + (source.length - 1))
                                        .destinationBucket(bucket)
                                        .destinationKey("k")
                                        .uploadId(id)
                                        .partNumber(1))
                        .copyPartResult()
                        .eTag();
        CompletedPart two = part("k", id, 2, random(10, 2));
        client().completeMultipartUpload(
                        completion(
                                        bucket,
                                        "k",
                                        id,
                                        CompletedPart.builder().partNumber(1).eTag(one).build(),
                                        two)
                                .build());
        byte[] result = client().getObjectAsBytes(b -> b.bucket(bucket).key("k")).asByteArray();
        assertThat(Arrays.copyOf(result, PART))
                .isEqualTo(Arrays.copyOfRange(source, 1000, source.length));
        assertThat(result).hasSize(PART + 10);
    }

    @Test
    void aLargeObjectMadeOfPartsIsCopied() {
        String id = begin("k");
        CompletedPart one = part("k", id, 1, random(PART, 1));
        CompletedPart two = part("k", id, 2, random(10, 2));
        client().completeMultipartUpload(completion(bucket, "k", id, one, two).build());
        client().copyObject(b ->
                b.sourceBucket(bucket)
                        .sourceKey("k")
                        .destinationBucket(bucket)
                        .destinationKey("copy"));
        assertThat(client().getObjectAsBytes(b -> b.bucket(bucket).key("copy")).asByteArray())
                .isEqualTo(client().getObjectAsBytes(b -> b.bucket(bucket).key("k")).asByteArray());
    }
}
