package io.deltaglider.cli.command;

import io.deltaglider.cli.connect.Connection;
import io.deltaglider.cli.connect.ServiceErrors;
import io.deltaglider.cli.shell.CommandException;
import io.deltaglider.cli.shell.ExitCode;
import io.deltaglider.cli.shell.Shell;
import io.deltaglider.cli.transfer.ObjectLocation;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

import java.time.Duration;
import java.time.Instant;

@Command(
        name = "presign",
        description = {
            "Print a URL by which anybody can fetch an object for a while, with any HTTP client.",
            "An object that is stored as a delta is rebuilt for it, beside the others and out of"
                    + " sight; \"purge\" removes the copy when its time is over."
        },
        footer = {
            "",
            "Example:",
            "  curl -O \"$(deltaglider presign s3://releases/app-1.2.zip --expires-in 600)\""
        })
final class PresignCommand extends StoreCommand {
    /** The longest that S3 knows: a week. */
    private static final int MAX_SECONDS = 604_800;

    /** A download that begins in the last second takes its time. */
    private static final Duration GRACE = Duration.ofHours(1);

    @Parameters(arity = "1", paramLabel = "s3://BUCKET/KEY", description = "The object.")
    private String path = "";

    @Option(
            names = "--expires-in",
            paramLabel = "SECONDS",
            description = "How long the URL works, at most 604800. Default: 3600.")
    private int seconds = 3600;

    PresignCommand(Shell shell, GlobalOptions options) {
        super(shell, options);
    }

    @Override
    void check() {
        ObjectLocation location = ObjectLocation.parse(path);
        if (location.bucket().isEmpty() || location.key().isEmpty()) {
            throw CommandException.usage("'" + path + "' names no object: presign needs a key");
        }
        if (seconds < 1 || seconds > MAX_SECONDS) {
            throw CommandException.usage(
                    "argument --expires-in: it must be from 1 to " + MAX_SECONDS + " seconds");
        }
    }

    @Override
    int run(Connection connection) {
        ObjectLocation location = ObjectLocation.parse(path);
        Duration validity = Duration.ofSeconds(seconds);
        try {
            shell.out()
                    .println(
                            connection.presign(
                                    location.bucket(),
                                    storedKey(connection, location, validity),
                                    validity));
        } catch (SdkException e) {
            throw ServiceErrors.toCommandException(e, "GetObject");
        }
        return ExitCode.OK;
    }

    /** As with the AWS CLI, a URL may be made for what is not there yet. */
    private static String storedKey(
            Connection connection, ObjectLocation location, Duration validity) {
        if (!connection.hasUrls()) {
            return location.key(); // Nothing is rebuilt for a URL that there will not be.
        }
        try {
            return connection
                    .client()
                    .plainKey(
                            location.bucket(),
                            location.key(),
                            Instant.now().plus(validity).plus(GRACE));
        } catch (NoSuchKeyException e) {
            return location.key();
        }
    }
}
