package io.deltaglider.engine.object;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The conditions of a request that reads, checked against what the client knows: the logical ETag. Dates count in whole
 * seconds, as HTTP carries them.
 */
public record Conditions(
        @Nullable String ifMatch,
        @Nullable String ifNoneMatch,
        @Nullable Instant ifModifiedSince,
        @Nullable Instant ifUnmodifiedSince) {

    public static Conditions of(GetObjectRequest request) {
        return new Conditions(
                request.ifMatch(),
                request.ifNoneMatch(),
                request.ifModifiedSince(),
                request.ifUnmodifiedSince());
    }

    public static Conditions of(HeadObjectRequest request) {
        return new Conditions(
                request.ifMatch(),
                request.ifNoneMatch(),
                request.ifModifiedSince(),
                request.ifUnmodifiedSince());
    }

    public static Conditions ofSource(CopyObjectRequest request) {
        return new Conditions(
                request.copySourceIfMatch(),
                request.copySourceIfNoneMatch(),
                request.copySourceIfModifiedSince(),
                request.copySourceIfUnmodifiedSince());
    }

    public static Conditions ofSource(UploadPartCopyRequest request) {
        return new Conditions(
                request.copySourceIfMatch(),
                request.copySourceIfNoneMatch(),
                request.copySourceIfModifiedSince(),
                request.copySourceIfUnmodifiedSince());
    }

    public boolean isEmpty() {
        return ifMatch == null
                && ifNoneMatch == null
                && ifModifiedSince == null
                && ifUnmodifiedSince == null;
    }

    /**
     * Checks in the order of RFC 9110, 13.2.2, for a GET or HEAD.
     *
     * @throws software.amazon.awssdk.services.s3.model.S3Exception 412, or 304 where the client has the current object already
     */
    public void requireForRead(String etag, @Nullable Instant lastModified) {
        check(etag, lastModified, true);
    }

    /** The same for the source of a copy, where every failed condition is a 412. */
    public void requireForCopy(String etag, @Nullable Instant lastModified) {
        check(etag, lastModified, false);
    }

    private void check(String etag, @Nullable Instant lastModified, boolean read) {
        if (ifMatch != null) {
            if (!ETags.matches(ifMatch, etag)) {
                throw S3Errors.preconditionFailed("If-Match");
            }
        } else if (ifUnmodifiedSince != null && modifiedAfter(lastModified, ifUnmodifiedSince)) {
            throw S3Errors.preconditionFailed("If-Unmodified-Since");
        }
        if (ifNoneMatch != null) {
            if (ETags.matches(ifNoneMatch, etag)) {
                throw read ? S3Errors.notModified() : S3Errors.preconditionFailed("If-None-Match");
            }
        } else if (ifModifiedSince != null
                && lastModified != null
                && !modifiedAfter(lastModified, ifModifiedSince)) {
            throw read ? S3Errors.notModified() : S3Errors.preconditionFailed("If-Modified-Since");
        }
    }

    private static boolean modifiedAfter(@Nullable Instant lastModified, Instant date) {
        return lastModified != null
                && lastModified
                        .truncatedTo(ChronoUnit.SECONDS)
                        .isAfter(date.truncatedTo(ChronoUnit.SECONDS));
    }
}
