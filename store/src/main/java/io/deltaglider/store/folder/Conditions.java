package io.deltaglider.store.folder;

import io.deltaglider.store.error.S3Errors;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Conditional requests, RFC 9110 section 13, as S3 applies them. ETags may come with quotes or without, in lists, and as {@code *}. */
final class Conditions {
    private Conditions() {}

    /** The conditions of a write, null if it has none. */
    static Bucket.@Nullable Condition forWrite(
            String bucket, String key, @Nullable String ifMatch, @Nullable String ifNoneMatch) {
        return ifMatch == null && ifNoneMatch == null
                ? null
                : current -> checkWrite(bucket, key, current, ifMatch, ifNoneMatch);
    }

    /**
     * For a write. Throws 412 when it must not happen, and 404 for If-Match on a key that has no object, as S3 does.
     *
     * @param current what the key holds, null if nothing
     */
    static void checkWrite(
            String bucket,
            String key,
            @Nullable ObjectRecord current,
            @Nullable String ifMatch,
            @Nullable String ifNoneMatch) {
        if (ifMatch != null) {
            if (current == null) {
                throw S3Errors.noSuchKey(bucket, key);
            }
            if (!matches(ifMatch, current.eTag())) {
                throw S3Errors.preconditionFailed(
                        describe(bucket, key)
                                + " has ETag \""
                                + current.eTag()
                                + "\", not "
                                + ifMatch);
            }
        }
        if (ifNoneMatch != null && current != null && matches(ifNoneMatch, current.eTag())) {
            throw S3Errors.preconditionFailed(
                    describe(bucket, key) + " exists already (ETag \"" + current.eTag() + "\")");
        }
    }

    /** For GET and HEAD: 412 or 304. */
    static void checkRead(
            String bucket,
            ObjectRecord current,
            @Nullable String ifMatch,
            @Nullable String ifNoneMatch,
            @Nullable Instant ifModifiedSince,
            @Nullable Instant ifUnmodifiedSince) {
        String eTag = current.eTag();
        String failed =
                describe(bucket, current.key())
                        + " has ETag \""
                        + eTag
                        + "\" and was stored at "
                        + current.modifiedSecond();
        if (ifMatch != null) {
            if (!matches(ifMatch, eTag)) {
                throw S3Errors.preconditionFailed(failed);
            }
        } else if (ifUnmodifiedSince != null && modifiedAfter(current, ifUnmodifiedSince)) {
            throw S3Errors.preconditionFailed(failed);
        }
        if (ifNoneMatch != null) {
            if (matches(ifNoneMatch, eTag)) {
                throw S3Errors.notModified();
            }
        } else if (ifModifiedSince != null && !modifiedAfter(current, ifModifiedSince)) {
            throw S3Errors.notModified();
        }
    }

    /** For the source of a copy, where every failure is a 412. */
    static void checkCopySource(
            String bucket,
            ObjectRecord source,
            @Nullable String ifMatch,
            @Nullable String ifNoneMatch,
            @Nullable Instant ifModifiedSince,
            @Nullable Instant ifUnmodifiedSince) {
        boolean matchHolds =
                ifMatch != null
                        ? matches(ifMatch, source.eTag())
                        : ifUnmodifiedSince == null || !modifiedAfter(source, ifUnmodifiedSince);
        boolean noneMatchHolds =
                ifNoneMatch != null
                        ? !matches(ifNoneMatch, source.eTag())
                        : ifModifiedSince == null || modifiedAfter(source, ifModifiedSince);
        boolean holds = matchHolds && noneMatchHolds;
        if (!holds) {
            throw S3Errors.preconditionFailed(
                    "the source "
                            + describe(bucket, source.key())
                            + " has ETag \""
                            + source.eTag()
                            + "\" and was stored at "
                            + source.modifiedSecond());
        }
    }

    /** For DELETE; every condition of S3's fails with a 412, also where there is no object. */
    static void checkDelete(
            String bucket,
            String key,
            @Nullable ObjectRecord current,
            @Nullable String ifMatch,
            @Nullable Long ifMatchSize,
            @Nullable Instant ifMatchLastModified) {
        if (ifMatch == null && ifMatchSize == null && ifMatchLastModified == null) {
            return;
        }
        boolean holds =
                current != null
                        && (ifMatch == null || matches(ifMatch, current.eTag()))
                        && (ifMatchSize == null || ifMatchSize == current.size())
                        && (ifMatchLastModified == null
                                || ifMatchLastModified
                                        .truncatedTo(ChronoUnit.SECONDS)
                                        .equals(current.modifiedSecond()));
        if (!holds) {
            throw S3Errors.preconditionFailed(
                    describe(bucket, key)
                            + (current == null
                                    ? " does not exist"
                                    : " is not the one to delete: ETag \""
                                            + current.eTag()
                                            + "\""));
        }
    }

    /** Whether an ETag, without quotes, is in the header's list. */
    static boolean matches(String header, String eTag) {
        for (String candidate : header.split(",", -1)) {
            String plain = unquoted(candidate.strip());
            if (plain.equals("*") || plain.equals(eTag)) {
                return true;
            }
        }
        return false;
    }

    static String unquoted(String eTag) {
        String strong = eTag.startsWith("W/") ? eTag.substring(2) : eTag;
        boolean quoted = strong.length() >= 2 && strong.startsWith("\"") && strong.endsWith("\"");
        return quoted ? strong.substring(1, strong.length() - 1) : strong;
    }

    private static boolean modifiedAfter(ObjectRecord object, Instant time) {
        return object.modifiedSecond().isAfter(time);
    }

    private static String describe(String bucket, String key) {
        return "s3://" + bucket + "/" + key;
    }
}
