package io.deltaglider.cli.command;

import io.deltaglider.cli.connect.ConnectionSettings;
import io.deltaglider.cli.connect.Network;
import io.deltaglider.cli.shell.CommandException;
import io.deltaglider.cli.shell.Shell;
import io.deltaglider.delta.Effort;
import io.deltaglider.engine.write.Packing;

import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalDouble;

/** The options that every command has, before or after the command's name. */
public final class GlobalOptions {
    @Option(
            names = "--store",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description =
                    "Keep the objects in this folder: no server, no account. Default:"
                            + " $$DELTAGLIDER_STORE.")
    private Optional<String> store = Optional.empty();

    @Option(
            names = "--endpoint-url",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            description =
                    "The S3 server. Default: $$AWS_ENDPOINT_URL_S3, $$AWS_ENDPOINT_URL, the"
                            + " profile's, or AWS.")
    private Optional<String> endpointUrl = Optional.empty();

    @Option(
            names = "--region",
            paramLabel = "NAME",
            scope = ScopeType.INHERIT,
            description =
                    "The region. Default: $$AWS_REGION, $$AWS_DEFAULT_REGION, the profile's, or"
                            + " us-east-1.")
    private Optional<String> region = Optional.empty();

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            scope = ScopeType.INHERIT,
            description =
                    "A profile in your AWS configuration; it wins over keys in the environment.")
    private Optional<String> profile = Optional.empty();

    @Option(
            names = "--no-sign-request",
            scope = ScopeType.INHERIT,
            description = "Send no credentials, as for public buckets.")
    private boolean unsigned;

    @Option(
            names = "--no-verify-ssl",
            scope = ScopeType.INHERIT,
            description = "Take any certificate for genuine. Anybody on the way can read along.")
    private boolean anyCertificate;

    @Option(
            names = "--ca-bundle",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description =
                    "Certificates to trust instead of the platform's, in PEM. Default:"
                            + " $$AWS_CA_BUNDLE.")
    private Optional<String> caBundle = Optional.empty();

    @Option(
            names = "--cli-read-timeout",
            paramLabel = "SECONDS",
            scope = ScopeType.INHERIT,
            description = "How long a server may be silent; 0 for ever. Default: 60.")
    private Optional<Integer> readTimeout = Optional.empty();

    @Option(
            names = "--cli-connect-timeout",
            paramLabel = "SECONDS",
            scope = ScopeType.INHERIT,
            description = "How long making a connection may take; 0 for ever. Default: 10.")
    private Optional<Integer> connectTimeout = Optional.empty();

    @Option(
            names = "--no-delta",
            scope = ScopeType.INHERIT,
            description = "Store objects as they are, without looking for similar ones.")
    private boolean noDelta;

    @Option(
            names = "--max-ratio",
            paramLabel = "RATIO",
            scope = ScopeType.INHERIT,
            description =
                    "Store a delta only if it is at most this part of the object's size; 0 to 1."
                            + " Default: $$DG_MAX_RATIO, or 0.75.")
    private Optional<Double> maxRatio = Optional.empty();

    @Option(
            names = "--deltaspace",
            paramLabel = "NAME",
            scope = ScopeType.INHERIT,
            description =
                    "Compare objects with those stored under the same name, instead of with those"
                            + " whose keys look alike.")
    private Optional<String> deltaspace = Optional.empty();

    @Option(
            names = "--reference-bucket",
            paramLabel = "BUCKET",
            scope = ScopeType.INHERIT,
            description =
                    "The bucket that references are kept in. It can only be that of the objects"
                            + " themselves.")
    private Optional<String> referenceBucket = Optional.empty();

    @Option(
            names = "--pack",
            arity = "0..1",
            fallbackValue = "ALWAYS",
            paramLabel = "MODE",
            parameterConsumer = PackingArgument.class,
            scope = ScopeType.INHERIT,
            description =
                    "Pack what is stored whole, which takes less room and longer to read: never,"
                        + " auto (later, when it has not been read for long) or always. Default:"
                        + " auto; --pack alone: always.")
    private Optional<Packing> packing = Optional.empty();

    @Option(
            names = "--effort",
            paramLabel = "LEVEL",
            scope = ScopeType.INHERIT,
            description = "Time to spend for smaller deltas: fast, balanced or max.")
    private Optional<Effort> effort = Optional.empty();

    @Option(
            names = "--quiet",
            scope = ScopeType.INHERIT,
            description = "Print no results of transfers, and no progress; errors are still told.")
    private boolean quiet;

    @Option(
            names = "--json",
            scope = ScopeType.INHERIT,
            description = "Print results as JSON, where a command has figures to print.")
    private boolean json;

    @Option(
            names = {"--no-cli-pager", "--no-paginate"},
            scope = ScopeType.INHERIT,
            hidden = true,
            description = "Taken for the AWS CLI's sake: there is no pager.")
    // Read by picocli.
    @SuppressWarnings("UnusedVariable")
    private boolean noPager;

    @Option(
            names = "--color",
            paramLabel = "on|off|auto",
            scope = ScopeType.INHERIT,
            hidden = true,
            description = "Taken for the AWS CLI's sake: there are no colours.")
    // Read by picocli.
    @SuppressWarnings("UnusedVariable")
    private String color = "auto";

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "Log what happens in detail, and show where errors come from.")
    private boolean debug;

    @Option(
            names = "--help",
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help.")
    private boolean help;

    /** Throws {@link CommandException} for values that make no sense. */
    ConnectionSettings settings(Shell shell) {
        ConnectionSettings settings =
                ConnectionSettings.of(
                        shell,
                        store,
                        endpointUrl,
                        region,
                        profile,
                        !noDelta,
                        maxRatio.isPresent()
                                ? OptionalDouble.of(maxRatio.get())
                                : OptionalDouble.empty());
        return settings.withStorage(deltaspace, packing, effort)
                .withNetwork(
                        new Network(
                                !unsigned,
                                !anyCertificate,
                                caBundle.or(() -> shell.variable("AWS_CA_BUNDLE"))
                                        .map(shell.directory()::resolve),
                                timeout("--cli-connect-timeout", connectTimeout)
                                        .orElse(Network.DEFAULT.connectTimeout()),
                                timeout("--cli-read-timeout", readTimeout)
                                        .orElse(Network.DEFAULT.readTimeout())));
    }

    private static Optional<Duration> timeout(String option, Optional<Integer> seconds) {
        if (seconds.isPresent() && seconds.get() < 0) {
            throw CommandException.usage("argument " + option + ": it cannot be negative");
        }
        return seconds.map(Duration::ofSeconds);
    }

    /**
     * Throws {@link CommandException} when references are wanted in another bucket than the objects'; see decision 0027.
     *
     * @param buckets those that the command works on
     */
    void requireReferencesBeside(Collection<String> buckets) {
        if (referenceBucket.isEmpty()) {
            return;
        }
        String wanted = referenceBucket.get().replaceFirst("^s3://", "").replaceFirst("/$", "");
        for (String bucket : buckets) {
            if (!bucket.equals(wanted)) {
                throw CommandException.usage(
                        "argument --reference-bucket: \""
                                + wanted
                                + "\" is not the bucket of the objects, \""
                                + bucket
                                + "\". References are kept in the bucket whose objects need them:"
                                + " otherwise deleting, purging, copying or giving rights to one"
                                + " bucket could make objects of another unreadable. Leave the"
                                + " option out");
            }
        }
    }

    Optional<String> store() {
        return store;
    }

    /** Only what the option says, not the environment. */
    Optional<String> region() {
        return region;
    }

    Optional<Packing> packing() {
        return packing;
    }

    Effort effort() {
        return effort.orElse(Effort.BALANCED);
    }

    boolean quiet() {
        return quiet;
    }

    boolean json() {
        return json;
    }

    public boolean debug() {
        return debug;
    }

    boolean helpRequested() {
        return help;
    }
}
