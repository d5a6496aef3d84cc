package io.deltaglider.store.testing;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** One way for a request to go wrong. */
public sealed interface Fault {
    /** The server refuses: the request has no effect. */
    record Refused(int status, String code) implements Fault {}

    /** The request does not reach the server before the client gives up: it has no effect, and nobody can know. */
    record TimeoutBefore() implements Fault {}

    /** The server does as it was asked, and its answer is lost. */
    record AnswerLost() implements Fault {}

    /** The body of a GET breaks off with an {@code IOException} after so many bytes. */
    record BodyBreaksOff(long after) implements Fault {}

    /** The body of a GET ends after so many bytes as if it were complete, although its Content-Length says otherwise. */
    record BodyEndsEarly(long after) implements Fault {}

    /** A GET has the right headers, and a body that is not the object's: an earlier version's, for instance. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record StaleBody(byte[] body) implements Fault {}

    /** 500 InternalError. */
    static Fault internalError() {
        return new Refused(500, "InternalError");
    }

    /** 503 SlowDown, S3's way of throttling. */
    static Fault slowDown() {
        return new Refused(503, "SlowDown");
    }

    /** 429, other stores' way of throttling. */
    static Fault tooManyRequests() {
        return new Refused(429, "TooManyRequests");
    }

    /** 403 AccessDenied. */
    static Fault accessDenied() {
        return new Refused(403, "AccessDenied");
    }

    /** Whether it concerns the body of a GET, and no other request. */
    default boolean isOfBody() {
        return switch (this) {
            case BodyBreaksOff _, BodyEndsEarly _, StaleBody _ -> true;
            case Refused _, TimeoutBefore _, AnswerLost _ -> false;
        };
    }

    /** What the SDK's client throws for it; null for the faults of a body. */
    default @Nullable SdkException exception() {
        return switch (this) {
            case Refused refused -> refused(refused.status, refused.code);
            case TimeoutBefore _ ->
                    SdkClientException.create(
                            "injected: unable to execute HTTP request: connect timed out");
            case AnswerLost _ -> ApiCallAttemptTimeoutException.create(1000);
            case BodyBreaksOff _, BodyEndsEarly _, StaleBody _ -> null;
        };
    }

    private static SdkException refused(int status, String code) {
        String message = "injected: " + code;
        return S3Exception.builder()
                .message(message)
                .statusCode(status)
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
