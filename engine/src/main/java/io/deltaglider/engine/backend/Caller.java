package io.deltaglider.engine.backend;

import io.deltaglider.engine.progress.WorkListener;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.services.s3.model.S3Request;

import java.util.Optional;

/**
 * On whose behalf the engine sends a request of its own: what a client's request says of its sender, without what it says of
 * its object.
 *
 * @param bucketOwner the account that must own the bucket, if the client named one
 * @param payer who pays, if the client said so
 * @param identity the credentials of this very request, if it brought its own, and who listens to the work on it
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
        Optional<IdentityProvider<? extends AwsCredentialsIdentity>> credentials =
                request.overrideConfiguration()
                        .flatMap(AwsRequestOverrideConfiguration::credentialsIdentityProvider);
        Optional<WorkListener> listener = WorkListener.of(request);
        if (credentials.isEmpty() && listener.isEmpty()) {
            return Optional.empty();
        }
        AwsRequestOverrideConfiguration.Builder identity =
                AwsRequestOverrideConfiguration.builder();
        credentials.ifPresent(identity::credentialsProvider);
        listener.ifPresent(each -> identity.putExecutionAttribute(WorkListener.ATTRIBUTE, each));
        return Optional.of(identity.build());
    }
}
