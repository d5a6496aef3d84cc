package io.deltaglider.engine.backend;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.s3.model.S3Request;

import java.util.Optional;

/**
 * On whose behalf the engine sends a request of its own: what a client's request says of its sender, without what it says of
 * its object.
 *
 * @param bucketOwner the account that must own the bucket, if the client named one
 * @param payer who pays, if the client said so
 * @param identity the credentials of this very request, if it brought its own
 */
public record Caller(
        @Nullable String bucketOwner,
        @Nullable String payer,
        @Nullable AwsRequestOverrideConfiguration identity) {

    /** Whoever the client underneath is configured for. */
    public static final Caller DEFAULT = new Caller(null, null, null);

    public static Caller of(S3Request request) {
        return new Caller(
                request.getValueForField("ExpectedBucketOwner", String.class).orElse(null),
                request.getValueForField("RequestPayer", String.class).orElse(null),
                identity(request).orElse(null));
    }

    /** The same sender, towards a bucket of another owner. */
    public Caller withBucketOwner(@Nullable String owner) {
        return new Caller(owner, payer, identity);
    }

    private static Optional<AwsRequestOverrideConfiguration> identity(S3Request request) {
        return request.overrideConfiguration()
                .flatMap(AwsRequestOverrideConfiguration::credentialsIdentityProvider)
                .map(provider ->
                        AwsRequestOverrideConfiguration.builder()
                                .credentialsProvider(provider)
                                .build());
    }
}
