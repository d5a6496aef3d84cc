package io.deltaglider.store;

import software.amazon.awssdk.awscore.DefaultAwsResponseMetadata;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectTaggingResponse;
import software.amazon.awssdk.services.s3.model.S3Response;
import software.amazon.awssdk.services.s3.model.S3ResponseMetadata;

import java.util.Map;

/** Gives responses what comes with every answer over HTTP, so that code that looks at it does not meet null. */
final class Answers {
    private static final S3ResponseMetadata METADATA =
            S3ResponseMetadata.create(DefaultAwsResponseMetadata.create(Map.of()));

    private Answers() {}

    /** With the status that S3 answers a successful request of this kind with. */
    static <T> T complete(T result) {
        if (!(result instanceof S3Response response) || response.sdkHttpResponse() != null) {
            return result;
        }
        boolean noContent =
                result instanceof DeleteObjectResponse
                        || result instanceof DeleteBucketResponse
                        || result instanceof DeleteObjectTaggingResponse;
        return complete(result, noContent ? 204 : 200);
    }

    @SuppressWarnings("unchecked") // a response's builder builds responses of its class
    static <T> T complete(T result, int status) {
        S3Response.Builder builder = (S3Response.Builder) ((S3Response) result).toBuilder();
        builder.responseMetadata(METADATA)
                .sdkHttpResponse(SdkHttpResponse.builder().statusCode(status).build());
        return (T) builder.build();
    }
}
