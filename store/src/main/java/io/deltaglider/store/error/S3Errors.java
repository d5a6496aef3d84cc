package io.deltaglider.store.error;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;

/**
 * Makes the exceptions that the SDK's HTTP client throws for S3's error answers: same class, status and code (<a
 * href="https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html">list of error codes</a>). The messages are for people and
 * name the bucket, the key and the reason.
 */
public final class S3Errors {
    private static final String DAMAGED = "ObjectDamaged";

    private S3Errors() {}

    public static NoSuchBucketException noSuchBucket(String bucket) {
        String message = "the bucket '" + bucket + "' does not exist";
        return (NoSuchBucketException)
                fill(NoSuchBucketException.builder(), 404, "NoSuchBucket", message, null);
    }

    public static NoSuchKeyException noSuchKey(String bucket, String key) {
        String message = "there is no object s3://" + bucket + "/" + key;
        return (NoSuchKeyException)
                fill(NoSuchKeyException.builder(), 404, "NoSuchKey", message, null);
    }

    public static NoSuchUploadException noSuchUpload(String bucket, String uploadId) {
        String message =
                "there is no multipart upload '"
                        + uploadId
                        + "' in bucket '"
                        + bucket
                        + "'; it may have been completed or aborted";
        return (NoSuchUploadException)
                fill(NoSuchUploadException.builder(), 404, "NoSuchUpload", message, null);
    }

    public static BucketAlreadyOwnedByYouException bucketAlreadyOwnedByYou(String bucket) {
        String message = "the bucket '" + bucket + "' already exists and is yours";
        return (BucketAlreadyOwnedByYouException)
                fill(
                        BucketAlreadyOwnedByYouException.builder(),
                        409,
                        "BucketAlreadyOwnedByYou",
                        message,
                        null);
    }

    public static S3Exception bucketNotEmpty(String bucket) {
        return of(
                409,
                "BucketNotEmpty",
                "the bucket '" + bucket + "' is not empty; delete its objects first");
    }

    public static S3Exception invalidBucketName(String bucket) {
        return of(
                400,
                "InvalidBucketName",
                "'"
                        + bucket
                        + "' is not a bucket name: 3 to 63 lower-case letters, digits, dots and"
                        + " hyphens, beginning and ending with a letter or digit, without two dots"
                        + " in a row");
    }

    public static S3Exception preconditionFailed(String what) {
        return of(412, "PreconditionFailed", what);
    }

    /** 304 is an exception too in the SDK, and carries no error document. */
    public static S3Exception notModified() {
        return of(304, "NotModified", "the object has not changed");
    }

    public static S3Exception invalidRange(String range, long size) {
        return of(
                416,
                "InvalidRange",
                "the range '"
                        + range
                        + "' lies outside of the object, which has "
                        + size
                        + " bytes");
    }

    public static S3Exception invalidArgument(String message) {
        return of(400, "InvalidArgument", message);
    }

    public static S3Exception invalidRequest(String message) {
        return of(400, "InvalidRequest", message);
    }

    public static S3Exception badDigest(String message) {
        return of(400, "BadDigest", message);
    }

    public static S3Exception incompleteBody(String message) {
        return of(400, "IncompleteBody", message);
    }

    public static S3Exception keyTooLong(String message) {
        return of(400, "KeyTooLongError", message);
    }

    public static S3Exception metadataTooLarge(String message) {
        return of(400, "MetadataTooLarge", message);
    }

    public static S3Exception notImplemented(String message) {
        return of(501, "NotImplemented", message);
    }

    /** Any other error of S3. */
    public static S3Exception of(int status, String code, String message) {
        return of(status, code, message, null);
    }

    public static S3Exception of(
            int status, String code, String message, @Nullable Throwable cause) {
        return (S3Exception) fill(S3Exception.builder(), status, code, message, cause);
    }

    /**
     * What the file system refused, said in the terms of S3: 507 when it is full, 400 when a name is too long for it, else 500.
     *
     * @param doing what was being done, for the message: "storing s3://bucket/key"
     */
    public static S3Exception fileSystem(String doing, IOException cause) {
        String reason = reason(cause);
        String lower = reason.toLowerCase(Locale.ROOT);
        if (lower.contains("no space left")
                || lower.contains("quota exceeded")
                || lower.contains("not enough space")
                || lower.contains("out of disk space")) {
            return of(
                    507,
                    "InsufficientStorage",
                    "disk full while " + doing + ": " + reason + "; nothing was stored",
                    cause);
        }
        if (lower.contains("name too long")) {
            return of(
                    400,
                    "KeyTooLongError",
                    "the file system cannot hold a path this long, while "
                            + doing
                            + ": "
                            + reason
                            + "; use a store folder with a shorter path",
                    cause);
        }
        if (cause instanceof DamagedObjectException) {
            return of(500, DAMAGED, "damage found while " + doing + ": " + reason, cause);
        }
        if (cause.getCause() instanceof S3Exception told) {
            return told;
        }
        return of(
                500,
                "InternalError",
                "the file system failed while " + doing + ": " + reason,
                cause);
    }

    /** What lies on the disk is not what was stored. */
    public static S3Exception damaged(String message) {
        return of(500, DAMAGED, message);
    }

    /** Why the file system failed, in words for people: the platform says it by the class of its exceptions. */
    public static String reason(Throwable e) {
        String file = e instanceof FileSystemException f ? "'" + f.getFile() + "'" : "";
        return switch (e) {
            case NoSuchFileException _ -> "there is no file " + file;
            case AccessDeniedException _ -> "permission denied for " + file;
            case FileAlreadyExistsException _ -> file + " exists";
            case NotDirectoryException _ -> file + " is not a folder";
            case DirectoryNotEmptyException _ -> file + " is not empty";
            case FileSystemException f when f.getReason() != null ->
                    f.getReason() + " (" + f.getFile() + ")";
            case FileSystemException _ -> "it refuses " + file;
            case EOFException _ when e.getMessage() == null -> "a file ends too early";
            case ClosedChannelException _ -> "a file was closed meanwhile";
            case UncheckedIOException u when u.getCause() != null -> reason(u.getCause());
            default -> e.getMessage() == null ? "no reason given" : e.getMessage();
        };
    }

    private static Throwable fill(
            S3Exception.Builder builder,
            int status,
            String code,
            String message,
            @Nullable Throwable cause) {
        return builder.message(message)
                .statusCode(status)
                .cause(cause)
                .awsErrorDetails(
                        AwsErrorDetails.builder()
                                .serviceName("S3")
                                .errorCode(code)
                                .errorMessage(message)
                                .sdkHttpResponse(
                                        SdkHttpResponse.builder().statusCode(status).build())
                                .build())
                .build();
    }
}
