package io.deltaglider.cli.command;

import io.deltaglider.cli.connect.Connection;
import io.deltaglider.cli.connect.ServiceErrors;
import io.deltaglider.cli.logging.FailureLog;
import io.deltaglider.cli.output.Json;
import io.deltaglider.cli.shell.CommandException;
import io.deltaglider.cli.shell.ExitCode;
import io.deltaglider.cli.shell.Shell;
import io.deltaglider.cli.transfer.ObjectListing;
import io.deltaglider.cli.transfer.ObjectLocation;
import io.deltaglider.cli.verify.Verification;
import io.deltaglider.cli.verify.Verifier;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import software.amazon.awssdk.core.exception.SdkException;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

@Command(
        name = "verify",
        description = {
            "Read an object, or with -r all objects under a prefix, and compare it with its"
                    + " digest.",
            "Exit code 1 if anything is damaged. The result for a single object is JSON."
        })
final class VerifyCommand extends StoreCommand {
    @Parameters(
            arity = "1",
            paramLabel = "s3://BUCKET/KEY",
            description = "An object, or with -r a prefix.")
    private String path = "";

    @Option(
            names = {"-r", "--recursive"},
            description = "All objects under the prefix.")
    private boolean recursive;

    private int exitCode = ExitCode.OK;
    private long sound;
    private long unsound;
    private final List<Verification> results = new ArrayList<>();

    VerifyCommand(Shell shell, GlobalOptions options) {
        super(shell, options);
    }

    @Override
    void check() {
        ObjectLocation location = requireS3("verify", path, "<S3Uri>");
        if (location.key().isEmpty() && !recursive) {
            throw CommandException.usage(
                    "'" + path + "' names a bucket; verify needs a key, or -r for all objects");
        }
    }

    @Override
    int run(Connection connection) throws IOException {
        ObjectLocation location = ObjectLocation.parse(path);
        Verifier verifier = new Verifier(connection.client());
        if (!recursive) {
            return single(verifier, location);
        }
        try {
            ObjectListing.forEach(
                    connection.client(),
                    location.asFolder(),
                    object -> one(verifier, location.withKey(object.key())));
        } catch (SdkException e) {
            throw ServiceErrors.toCommandException(e, "ListObjectsV2");
        }
        if (json()) {
            shell.out().println(Json.of(results.stream().map(Verification::fields).toList()));
        } else {
            shell.out().println(sound + " valid, " + unsound + " not");
        }
        return exitCode;
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

    private void one(Verifier verifier, ObjectLocation location) {
        try {
            Verification result = verifier.verify(location);
            if (json()) {
                results.add(result);
            } else if (!options.quiet() || !result.valid()) {
                String word = result.valid() ? "valid: " : "damaged: ";
                shell.out().println(word + location + " (" + result.message() + ")");
            }
            if (result.valid()) {
                sound++;
                return;
            }
        } catch (SdkException | IOException e) {
            // Not known to be damaged, but not known to be sound either.
            FailureLog.add("verify", e);
            shell.out().flush();
            shell.err()
                    .println(
                            "verify failed: "
                                    + location
                                    + " "
                                    + ServiceErrors.describe(e, "GetObject"));
        }
        unsound++;
        exitCode = ExitCode.FAILED;
    }
}
