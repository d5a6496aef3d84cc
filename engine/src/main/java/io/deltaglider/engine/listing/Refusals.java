package io.deltaglider.engine.listing;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Answers to requests that make no sense, in the form that S3 gives them. */
final class Refusals {
    private Refusals() {}

    static S3Exception invalidArgument(String message, @Nullable Exception cause) {
        AwsErrorDetails details =
                AwsErrorDetails.builder()
                        .serviceName("S3")
                        .errorCode("InvalidArgument")
                        .errorMessage(message)
                        .build();
        var refusal =
                S3Exception.builder().message(message).awsErrorDetails(details).statusCode(400);
        if (cause != null) {
            refusal.cause(cause);
        }
        return (S3Exception) refusal.build();
    }
}
