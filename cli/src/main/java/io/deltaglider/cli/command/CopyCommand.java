package io.deltaglider.cli.command;

import io.deltaglider.cli.connect.Connection;
import io.deltaglider.cli.connect.ServiceErrors;
import io.deltaglider.cli.logging.FailureLog;
import io.deltaglider.cli.shell.CommandException;
import io.deltaglider.cli.shell.ExitCode;
import io.deltaglider.cli.shell.OutputFailedException;
import io.deltaglider.cli.shell.Shell;
import io.deltaglider.cli.transfer.Downloader;
import io.deltaglider.cli.transfer.ObjectLocation;
import io.deltaglider.cli.transfer.Uploader;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import software.amazon.awssdk.core.exception.SdkException;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

@Command(
        name = "cp",
        description = {
            "Copy files to S3, from S3 or within it. A new version of a file is stored as its"
                    + " difference to what is there.",
            "As source or destination, - stands for standard input or output. The program cannot"
                + " see whether what comes before it in a pipe has failed: a script needs \"set -o"
                + " pipefail\" (bash), and has to remove what was stored then."
        },
        footer = {
            "",
            "Examples:",
            "  deltaglider cp app-1.2.zip s3://releases/",
            "  deltaglider cp s3://releases/app-1.2.zip .",
            "  deltaglider cp dist/*.zip CHANGES s3://releases/v1.2/",
            "  deltaglider cp -r dist/ s3://releases/v1.2/ --exclude \"*\" --include \"*.jar\"",
            "  deltaglider cp s3://releases/app-1.2.zip s3://archive/ --storage-class STANDARD_IA",
            "  tar cz data | deltaglider cp - s3://backups/data.tar.gz"
        })
final class CopyCommand extends RouteCommand {
    @Parameters(
            arity = "2..*",
            paramLabel = "PATH",
            description =
                    "Sources and, last, the destination: files, folders or s3://BUCKET/KEY. Several"
                            + " sources need a folder, a prefix with a slash at its end, or a"
                            + " bucket as their destination, where each keeps its name.")
    private List<String> paths = List.of();

    @Option(
            names = {"-r", "--recursive"},
            description = "All files under a folder, or all objects under a prefix.")
    private boolean recursive;

    @Option(
            names = "--expected-size",
            paramLabel = "BYTES",
            description = "Of standard input; taken for the AWS CLI's sake, any size works.")
    private long expectedSize;

    CopyCommand(Shell shell, GlobalOptions options) {
        super(shell, options);
    }

    @Override
    List<String> paths() {
        return paths;
    }

    @Override
    String name() {
        return "cp";
    }

    @Override
    boolean recursive() {
        return recursive;
    }

    @Override
    void check() {
        super.check();
        if (expectedSize < 0) {
            throw CommandException.usage("argument --expected-size: it cannot be negative");
        }
    }

    @Override
    int run(Connection connection) {
        if (piped()) {
            return stream(connection);
        }
        return runRoutes(connection);
    }

    /** The object is the only thing on standard output, and nothing is told but errors. */
    private int stream(Connection connection) {
        boolean upload = source().equals(PIPE);
        ObjectLocation location = ObjectLocation.parse(upload ? target() : source());
        String verb = upload ? "upload" : "download";
        if (upload && (location.key().isEmpty() || location.key().endsWith("/"))) {
            location = location.withKey(location.key() + PIPE);
        }
        String route = upload ? PIPE + " to " + location : location + " to " + PIPE;
        if (transfers.dryRun) {
            shell.out().println("(dryrun) " + verb + ": " + route);
            return ExitCode.OK;
        }
        try {
            if (upload) {
                InputStream in = shell.in();
                new Uploader(connection.client(), templates(), connection.delta())
                        .upload(in, location);
            } else {
                new Downloader(connection.client(), templates())
                        .write(location, shell.checkedOut());
                shell.out().flush();
            }
            return ExitCode.OK;
        } catch (OutputFailedException e) {
            FailureLog.add(verb, e);
            return ExitCode.GENERAL;
        } catch (IOException | SdkException | CommandException e) {
            FailureLog.add(verb, e);
            shell.out().flush();
            String operation = upload ? "PutObject" : "GetObject";
            shell.err()
                    .println(
                            verb
                                    + " failed: "
                                    + route
                                    + " "
                                    + ServiceErrors.describe(e, operation));
            return ExitCode.FAILED;
        }
    }
}
