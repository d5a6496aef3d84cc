package io.deltaglider.cli.command;

import io.deltaglider.cli.connect.Connection;
import io.deltaglider.cli.connect.ServiceErrors;
import io.deltaglider.cli.logging.FailureLog;
import io.deltaglider.cli.output.Json;
import io.deltaglider.cli.output.Progress;
import io.deltaglider.cli.shell.CommandException;
import io.deltaglider.cli.shell.ExitCode;
import io.deltaglider.cli.shell.Shell;
import io.deltaglider.cli.transfer.ObjectListing;
import io.deltaglider.cli.transfer.ObjectLocation;
import io.deltaglider.cli.verify.Sample;
import io.deltaglider.cli.verify.Verification;
import io.deltaglider.cli.verify.Verifier;
import io.deltaglider.cli.verify.VerifyRun;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import software.amazon.awssdk.core.exception.SdkException;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

@Command(
        name = "verify",
        description = {
            "Read an object, or all of a prefix or bucket, and compare each with its digest.",
            "References are read from the store, each once, whatever the local cache holds.",
            "Exit code 1 if anything is damaged. The result for a single object is JSON."
        },
        footer = {
            "",
            "Examples:",
            "  deltaglider verify s3://releases/app-1.2.zip",
            "  deltaglider verify s3://releases/v1.2/",
            "  deltaglider verify s3://releases --sample 100"
        })
final class VerifyCommand extends StoreCommand implements VerifyRun.Listener {
    @Parameters(
            arity = "1",
            paramLabel = "s3://BUCKET/KEY",
            description = "An object, a prefix that ends in a slash, or a bucket.")
    private String path = "";

    @Option(
            names = {"-r", "--recursive"},
            description = "All objects under the prefix, also when it has no slash at its end.")
    private boolean recursive;

    @Option(
            names = "--sample",
            paramLabel = "N",
            description = "Only so many of a prefix or bucket, chosen at random.")
    private Optional<Integer> sample = Optional.empty();

    private int exitCode = ExitCode.OK;
    private long sound;
    private long unsound;
    private final List<Verification> results = new ArrayList<>();

    /** Damaged objects by the reference that they need. */
    private final Map<String, List<String>> damagedByReference = new TreeMap<>();

    VerifyCommand(Shell shell, GlobalOptions options) {
        super(shell, options);
    }

    @Override
    void check() {
        if (requireS3("verify", path, "<S3Uri>").bucket().isEmpty()) {
            throw CommandException.usage("'" + path + "' names no bucket");
        }
        if (sample.isPresent() && sample.get() < 1) {
            throw CommandException.usage("argument --sample: it must be at least 1");
        }
    }

    private boolean many(ObjectLocation location) {
        return recursive
                || sample.isPresent()
                || location.key().isEmpty()
                || location.key().endsWith("/");
    }

    @Override
    int run(Connection connection) throws IOException {
        ObjectLocation location = ObjectLocation.parse(path);
        Verifier verifier = new Verifier(connection.client());
        if (!many(location)) {
            return single(verifier, location);
        }
        try (Progress progress = Progress.of(shell, options.quiet(), () -> 0);
                VerifyRun run = new VerifyRun(verifier, this, progress)) {
            each(connection, location, run);
            run.finish();
        } catch (SdkException e) {
            throw ServiceErrors.toCommandException(e, "ListObjectsV2");
        }
        if (sound + unsound == 0 && exitCode == ExitCode.OK && !location.key().isEmpty()) {
            shell.err().println("there is nothing at " + location);
            return ExitCode.FAILED;
        }
        if (json()) {
            shell.out().println(Json.of(results.stream().map(Verification::fields).toList()));
        } else {
            report();
        }
        return exitCode;
    }

    private void each(Connection connection, ObjectLocation location, VerifyRun run) {
        ObjectLocation folder = location.asFolder();
        if (sample.isEmpty()) {
            ObjectListing.forEach(
                    connection.client(),
                    folder,
                    object -> run.add(location.withKey(object.key()), object.size()));
            return;
        }
        Sample<Listed> chosen = new Sample<>(sample.get(), new SplittableRandom());
        ObjectListing.forEach(
                connection.client(),
                folder,
                object -> chosen.add(new Listed(object.key(), object.size())));
        if (!json() && !options.quiet()) {
            shell.out()
                    .println(
                            "a sample of "
                                    + chosen.chosen().size()
                                    + " of "
                                    + chosen.seen()
                                    + " objects");
        }
        chosen.chosen().forEach(object -> run.add(location.withKey(object.key()), object.size()));
    }

    /** An object as the listing shows it. */
    private record Listed(String key, long size) implements Comparable<Listed> {
        @Override
        public int compareTo(Listed other) {
            return key.compareTo(other.key);
        }
    }

    private void report() {
        damagedByReference.forEach((reference, objects) -> {
            shell.out().println("reference " + reference + ": these objects need it");
            objects.forEach(object -> shell.out().println("  " + object));
        });
        shell.out().println(sound + " valid, " + unsound + " not");
    }

    private int single(Verifier verifier, ObjectLocation location) throws IOException {
        Verification result;
        try {
            result = verifier.verify(location);
        } catch (SdkException e) {
            FailureLog.add("verify", e);
            shell.err()
                    .println(
                            "verify failed: "
                                    + location
                                    + " "
                                    + ServiceErrors.describe(e, "GetObject"));
            return ExitCode.FAILED;
        }
        shell.out().println(Json.of(result.fields()));
        return result.valid() ? ExitCode.OK : ExitCode.FAILED;
    }

    @Override
    public void verified(Verification result) {
        if (json()) {
            results.add(result);
        } else if (!options.quiet() || !result.valid()) {
            shell.out()
                    .println(
                            result.outcome()
                                    + ": "
                                    + result.object()
                                    + " ("
                                    + withoutName(result)
                                    + ")");
            if (options.debug() && !result.details().isEmpty()) {
                shell.out().println("  " + result.details());
            }
        }
        if (result.valid()) {
            sound++;
            return;
        }
        unsound++;
        exitCode = ExitCode.FAILED;
        result.reference()
                .filter(_ -> result.ofReference())
                .ifPresent(reference ->
                        damagedByReference
                                .computeIfAbsent(reference, _ -> new ArrayList<>())
                                .add(result.object()));
    }

    /** The object's name stands before it. */
    private static String withoutName(Verification result) {
        return result.message().startsWith(result.object() + " ")
                ? result.message().substring(result.object().length() + 1)
                : result.message();
    }

    @Override
    public void failed(ObjectLocation object, Throwable failure) {
        FailureLog.add("verify", failure);
        shell.out().flush();
        shell.err()
                .println(
                        "verify failed: "
                                + object
                                + " "
                                + ServiceErrors.describe(failure, "GetObject"));
        unsound++;
        exitCode = ExitCode.FAILED;
    }
}
