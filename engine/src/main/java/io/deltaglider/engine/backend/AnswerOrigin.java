package io.deltaglider.engine.backend;

import io.deltaglider.engine.object.ETags;
import io.deltaglider.engine.object.S3Errors;

import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.util.Locale;
import java.util.Optional;

/**
 * Tells a store's answers from those of a stranger. Nearly every S3 server sends headers that begin with {@code x-amz-}; once this one has, an answer
 * without any is not its own. As long as nothing is known, and for web pages of a store that never sends such headers, the bucket's listing has to show the
 * object. Thread-safe.
 */
final class AnswerOrigin {
    private final S3Client store;
    private volatile boolean signs;
    private volatile boolean signsNothing;

    AnswerOrigin(S3Client store) {
        this.store = store;
    }

    /** Which object an answer is said to be of. */
    record Claim(ObjectAddress address, String etag) {}

    /**
     * Checks an answer of 200.
     *
     * @param claim the object that it describes, if it describes one
     * @param bucket that it is about, if it has nothing else by which it could be known
     * @throws software.amazon.awssdk.core.exception.SdkClientException when it is a stranger's
     */
    void require(SdkResponse answer, Optional<Claim> claim, Optional<String> bucket) {
        SdkHttpResponse http = answer.sdkHttpResponse();
        if (http == null || isInProcess(http)) {
            return;
        }
        if (isSigned(http)) {
            signs = true;
            return;
        }
        if (signs) {
            throw S3Errors.foreign("it lacks the headers of this store" + describe(http));
        }
        boolean page = isPage(http);
        if (claim.isEmpty()) {
            if (page) {
                throw S3Errors.foreign("a page" + describe(http));
            }
            if (!signsNothing && bucket.isPresent()) {
                var _ = list(http, ObjectAddress.of(Caller.DEFAULT, bucket.get(), "", null));
            }
        } else if (page || !signsNothing) {
            compare(http, claim.get());
        }
    }

    private void compare(SdkHttpResponse http, Claim claim) {
        ObjectAddress address = claim.address();
        if (address.versionId() != null) {
            return; // listings of versions are another operation, which not everybody may use
        }
        Optional<ListObjectsV2Response> listing = list(http, address);
        if (listing.isPresent()
                && listing.get().contents().stream()
                        .noneMatch(each ->
                                each.key().equals(address.key())
                                        && ETags.plain(each.eTag()).equals(claim.etag()))) {
            throw S3Errors.foreign(
                    "the bucket's listing does not show this object" + describe(http));
        }
    }

    /** Finds out what the store's answers look like; empty where that cannot be found out. */
    private Optional<ListObjectsV2Response> list(SdkHttpResponse http, ObjectAddress address) {
        ListObjectsV2Response listing;
        try {
            listing =
                    store.listObjectsV2(
                            ListObjectsV2Request.builder()
                                    .bucket(address.bucket())
                                    .prefix(address.key())
                                    .maxKeys(1)
                                    .encodingType("url")
                                    .expectedBucketOwner(address.caller().bucketOwner())
                                    .requestPayer(address.caller().payer())
                                    .overrideConfiguration(address.caller().identity())
                                    .build());
        } catch (S3Exception refused) {
            if (refused.requestId() != null) {
                signs = true;
                throw S3Errors.foreign("it lacks the headers of this store" + describe(http));
            }
            return Optional.empty(); // who may not list cannot find out
        }
        if (listing.isTruncated() == null) {
            throw S3Errors.foreign("nor is its listing" + describe(http));
        }
        if (listing.sdkHttpResponse() != null && isSigned(listing.sdkHttpResponse())) {
            signs = true;
            throw S3Errors.foreign("it lacks the headers of this store" + describe(http));
        }
        signsNothing = true;
        return Optional.of(listing);
    }

    /** Who answers without HTTP has none of its headers. */
    private static boolean isInProcess(SdkHttpResponse http) {
        return http.firstMatchingHeader("Content-Length").isEmpty()
                && http.firstMatchingHeader("Content-Type").isEmpty()
                && http.firstMatchingHeader("Transfer-Encoding").isEmpty()
                && http.firstMatchingHeader("Server").isEmpty();
    }

    private static boolean isSigned(SdkHttpResponse http) {
        return http.headers().keySet().stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .anyMatch(name -> name.startsWith("x-amz-") || name.startsWith("x-goog-"));
    }

    /** Whether it says itself that it is of an S3 server, or comes from a store in this process. */
    static boolean isOfStore(SdkHttpResponse http) {
        return isInProcess(http) || isSigned(http);
    }

    /** Whether it is one for people to read. */
    static boolean isPage(SdkHttpResponse http) {
        return http.firstMatchingHeader("Content-Type")
                .filter(each -> each.toLowerCase(Locale.ROOT).contains("html"))
                .isPresent();
    }

    /** Who has answered, for messages. */
    static String describe(SdkHttpResponse http) {
        return " (status "
                + http.statusCode()
                + http.firstMatchingHeader("Server").map(each -> ", server " + each).orElse("")
                + http.firstMatchingHeader("Content-Type").map(each -> ", " + each).orElse("")
                + ")";
    }
}
