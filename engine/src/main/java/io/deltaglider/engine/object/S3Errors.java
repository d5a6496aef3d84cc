package io.deltaglider.engine.object;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Set;

import javax.net.ssl.SSLException;

/** The errors that the engine answers with itself, in the form in which the SDK delivers those of a server. */
public final class S3Errors {
    private static final String DAMAGED = "ObjectDamaged";
    private static final Set<String> OF_ANY_REQUEST =
            Set.of(
                    "NoSuchBucket",
                    "InvalidBucketName",
                    "InvalidAccessKeyId",
                    "SignatureDoesNotMatch",
                    "ExpiredToken",
                    "InvalidToken",
                    "RequestTimeTooSkewed");

    private S3Errors() {}

    public static S3Exception error(int status, String code, String message) {
        return error(status, code, message, null);
    }

    public static S3Exception error(
            int status, String code, String message, @Nullable Throwable cause) {
        AwsErrorDetails details =
                AwsErrorDetails.builder()
                        .serviceName("S3")
                        .errorCode(code)
                        .errorMessage(message)
                        .sdkHttpResponse(SdkHttpResponse.builder().statusCode(status).build())
                        .build();
        return (S3Exception)
                S3Exception.builder()
                        .awsErrorDetails(details)
                        .message(message)
                        .statusCode(status)
                        .cause(cause)
                        .build();
    }

    public static S3Exception notModified() {
        return error(304, "NotModified", "Not Modified");
    }

    public static S3Exception preconditionFailed(String condition) {
        return error(
                412,
                "PreconditionFailed",
                "At least one of the preconditions you specified did not hold: " + condition);
    }

    public static S3Exception invalidRange(String range, long size) {
        return error(
                416,
                "InvalidRange",
                "The requested range is not satisfiable: "
                        + range
                        + " of an object of "
                        + size
                        + " bytes");
    }

    public static S3Exception invalidArgument(String message) {
        return error(400, "InvalidArgument", message);
    }

    /** What is stored cannot be turned into what was put. Asking again does not help. */
    public static S3Exception damaged(String message, Throwable cause) {
        return error(500, DAMAGED, message, cause);
    }

    /** Whether this says that what is stored is damaged: the engine's own error, or that of a store that checks what it holds. */
    public static boolean isDamaged(Throwable failure) {
        return hasCode(failure, DAMAGED);
    }

    /** A delta file is there, and the reference that it needs is not. Asking again does not help. */
    public static S3Exception referenceMissing(String message, Throwable cause) {
        return error(500, "ReferenceMissing", message, cause);
    }

    /**
     * An answer of 200 that does not come from an S3 server: whatever was asked, nothing is known. It has no status, so that nobody takes it
     * for something that the store said.
     */
    public static SdkClientException foreign(String what) {
        return SdkClientException.create(
                "the answer is not that of an S3 server: "
                        + what
                        + "; a proxy, load balancer or page for maintenance may have answered in"
                        + " its place; check the endpoint and try again");
    }

    /** Whether this says that there is no such object, and nothing else: neither refusal nor failure. */
    public static boolean isAbsent(Throwable failure) {
        return failure instanceof S3Exception s3 && s3.statusCode() == 404;
    }

    public static boolean isPreconditionFailed(Throwable failure) {
        return failure instanceof S3Exception s3 && s3.statusCode() == 412;
    }

    /** Whether the store says that it does not know this operation or this header. */
    public static boolean isNotImplemented(Throwable failure) {
        return failure instanceof S3Exception s3 && s3.statusCode() == 501;
    }

    /** Whether no other request for this bucket would fare better: there is no such bucket, no such server, or nobody who may ask it. */
    public static boolean isOfAnyRequest(SdkException failure) {
        if (failure instanceof S3Exception s3) {
            return s3.awsErrorDetails() != null
                    && s3.awsErrorDetails().errorCode() != null
                    && OF_ANY_REQUEST.contains(s3.awsErrorDetails().errorCode());
        }
        if (String.valueOf(failure.getMessage()).contains("Unable to load credentials")) {
            return true;
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException
                    || cause instanceof UnknownHostException
                    || cause instanceof SSLException) {
                return true;
            }
        }
        return false;
    }

    public static boolean hasCode(Throwable failure, String code) {
        return failure instanceof S3Exception s3
                && s3.awsErrorDetails() != null
                && code.equals(s3.awsErrorDetails().errorCode());
    }
}
