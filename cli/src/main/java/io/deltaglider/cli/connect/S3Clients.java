package io.deltaglider.cli.connect;

import io.deltaglider.cli.shell.ExitCode;
import io.deltaglider.cli.shell.Shell;

import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/** Makes the AWS SDK's client behave as an {@code aws s3} user expects. */
final class S3Clients {
    private S3Clients() {}

    static S3Client create(ConnectionSettings settings, Shell shell) {
        Profiles profiles = Profiles.load(shell, settings.profile());
        Optional<URI> endpoint = endpoint(settings, profiles);
        Optional<String> region = settings.region().or(() -> profiles.setting("region"));
        boolean tls = endpoint.isEmpty() || !"http".equalsIgnoreCase(endpoint.get().getScheme());
        S3ClientBuilder builder =
                S3Client.builder()
                        .httpClientBuilder(HttpClients.builder(settings.network(), tls))
                        .credentialsProvider(credentials(settings, shell, profiles))
                        .region(Region.of(region.orElse("us-east-1")))
                        .overrideConfiguration(o ->
                                o.defaultProfileFile(profiles.files())
                                        .defaultProfileName(profiles.name())
                                        .retryStrategy(AwsRetryStrategy.standardRetryStrategy()));
        if (endpoint.isPresent()) {
            builder.endpointOverride(endpoint.get());
        } else {
            // Buckets elsewhere are found as the AWS CLI finds them: by following the redirect.
            builder.crossRegionAccessEnabled(true);
        }
        if (endpoint.isPresent() && !isAmazon(endpoint.get())) {
            // Other servers seldom have a host name for each bucket, some reject the newer
            // checksums, and Ceph answers 400 and 403 to some bodies that are signed in chunks.
            builder.forcePathStyle(true)
                    .serviceConfiguration(s -> s.chunkedEncodingEnabled(false))
                    .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                    .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
        }
        return builder.build();
    }

    /** Signs URLs for the same server, with the same credentials. */
    static S3Presigner presigner(ConnectionSettings settings, Shell shell) {
        Profiles profiles = Profiles.load(shell, settings.profile());
        Optional<URI> endpoint = endpoint(settings, profiles);
        Optional<String> region = settings.region().or(() -> profiles.setting("region"));
        S3Presigner.Builder builder =
                S3Presigner.builder()
                        .credentialsProvider(credentials(settings, shell, profiles))
                        .region(Region.of(region.orElse("us-east-1")));
        endpoint.ifPresent(builder::endpointOverride);
        boolean other = endpoint.isPresent() && !isAmazon(endpoint.get());
        return builder.serviceConfiguration(
                        S3Configuration.builder().pathStyleAccessEnabled(other).build())
                .build();
    }

    /** The server that will be asked, for messages. */
    static Optional<URI> endpoint(ConnectionSettings settings, Profiles profiles) {
        return settings.endpoint()
                .or(() ->
                        profiles.setting("endpoint_url")
                                .map(url ->
                                        ConnectionSettings.endpointUrl(
                                                "endpoint_url in profile " + profiles.name(),
                                                url,
                                                ExitCode.CONFIGURATION)));
    }

    private static boolean isAmazon(URI endpoint) {
        String host = endpoint.getHost().toLowerCase(Locale.ROOT);
        return host.endsWith(".amazonaws.com") || host.endsWith(".amazonaws.com.cn");
    }

    /** A profile asked for by option comes before keys in the environment, those come before all other sources. */
    private static AwsCredentialsProvider credentials(
            ConnectionSettings settings, Shell shell, Profiles profiles) {
        if (!settings.network().sign()) {
            return AnonymousCredentialsProvider.create();
        }
        if (settings.profile().isPresent()) {
            return ProfileCredentialsProvider.builder()
                    .profileFile(profiles.files())
                    .profileName(profiles.name())
                    .build();
        }
        Optional<String> id = shell.variable("AWS_ACCESS_KEY_ID");
        Optional<String> secret = shell.variable("AWS_SECRET_ACCESS_KEY");
        if (id.isPresent() && secret.isPresent()) {
            return StaticCredentialsProvider.create(
                    shell.variable("AWS_SESSION_TOKEN")
                            .<software.amazon.awssdk.auth.credentials.AwsCredentials>map(token ->
                                    AwsSessionCredentials.create(id.get(), secret.get(), token))
                            .orElseGet(() -> AwsBasicCredentials.create(id.get(), secret.get())));
        }
        return DefaultCredentialsProvider.builder()
                .profileFile(profiles.files())
                .profileName(profiles.name())
                .build();
    }
}
