package io.deltaglider.cli.migrate;

import io.deltaglider.cli.logging.FailureLog;
import io.deltaglider.cli.shell.Shell;

import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.imds.Ec2MetadataClient;
import software.amazon.awssdk.imds.Ec2MetadataRetryPolicy;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Whether this machine is one of Amazon's, and where it stands. Asked with a limit of a second; silent on all other machines. */
final class InstanceRegion {
    private static final Duration LIMIT = Duration.ofSeconds(1);
    private static final String REGION = "/latest/meta-data/placement/region";
    private static final Set<String> YES = Set.of("true", "1", "yes");

    private InstanceRegion() {}

    /** Empty where it is none, does not answer in time, or nobody wants to know ({@code DG_DISABLE_EC2_DETECTION}). */
    static Optional<String> detect(Shell shell) {
        if (isSet(shell, "DG_DISABLE_EC2_DETECTION") || isSet(shell, "AWS_EC2_METADATA_DISABLED")) {
            return Optional.empty();
        }
        FutureTask<String> question = new FutureTask<>(() -> ask(shell));
        Thread thread = Thread.ofVirtual().start(question);
        try {
            return Optional.of(question.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS))
                    .filter(region -> region.matches("[a-z0-9-]{1,40}"));
        } catch (ExecutionException | TimeoutException e) {
            FailureLog.add("not on EC2", e);
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            thread.interrupt();
        }
    }

    private static boolean isSet(Shell shell, String variable) {
        return shell.variable(variable)
                .map(value -> YES.contains(value.toLowerCase(Locale.ROOT)))
                .orElse(false);
    }

    private static String ask(Shell shell) {
        Ec2MetadataClient.Builder builder =
                Ec2MetadataClient.builder()
                        .retryPolicy(Ec2MetadataRetryPolicy.none())
                        .httpClient(
                                Apache5HttpClient.builder()
                                        .connectionTimeout(LIMIT)
                                        .socketTimeout(LIMIT));
        shell.variable("AWS_EC2_METADATA_SERVICE_ENDPOINT")
                .map(URI::create)
                .ifPresent(builder::endpoint);
        try (Ec2MetadataClient client = builder.build()) {
            return client.get(REGION).asString().strip();
        }
    }
}
