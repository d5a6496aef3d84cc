package io.deltaglider.cli.command;

import io.deltaglider.cli.connect.Connection;
import io.deltaglider.cli.connect.ServiceErrors;
import io.deltaglider.cli.logging.FailureLog;
import io.deltaglider.cli.shell.CommandException;
import io.deltaglider.cli.shell.ExitCode;
import io.deltaglider.cli.shell.Shell;
import io.deltaglider.cli.transfer.Downloader;
import io.deltaglider.cli.transfer.LocalPaths;
import io.deltaglider.cli.transfer.ObjectLocation;
import io.deltaglider.cli.transfer.TransferPlan;
import io.deltaglider.cli.transfer.Uploader;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import software.amazon.awssdk.core.exception.SdkException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.List;

@Command(
        name = "cp",
        description =
                "Copy files to S3, from S3 or within it. A new version of a file is stored as its"
                        + " difference to what is there.",
        footer = {
            "",
            "Examples:",
            "  deltaglider cp app-1.2.zip s3://releases/",
            "  deltaglider cp s3://releases/app-1.2.zip .",
            "  deltaglider cp -r dist/ s3://releases/v1.2/",
            "  tar cz data | deltaglider cp - s3://backups/data.tar.gz"
        })
final class CopyCommand extends StoreCommand {
    private static final String PIPE = "-";
    private static final String USAGE =
            "usage: deltaglider cp <LocalPath> <S3Uri> or <S3Uri> <LocalPath> or <S3Uri> <S3Uri>";

    @Parameters(
            arity = "2",
            paramLabel = "PATH",
            description =
                    "Source and destination: files, folders or s3://BUCKET/KEY; - stands for"
                            + " standard input or output.")
    private List<String> paths = List.of();

    @Mixin private TransferOptions transfers = new TransferOptions();

    CopyCommand(Shell shell, GlobalOptions options) {
        super(shell, options);
    }

    private String source() {
        return paths.get(0);
    }

    private String target() {
        return paths.get(1);
    }

    private boolean piped() {
        return source().equals(PIPE) || target().equals(PIPE);
    }

    @Override
    void check() {
        boolean fromS3 = ObjectLocation.isObject(source());
        if (!fromS3 && !ObjectLocation.isObject(target())) {
            throw CommandException.usage(
                    USAGE
                            + "\n"
                            + "Error: Invalid argument type: one of source and destination must"
                            + " begin with s3://");
        }
        if (piped() && transfers.recursive) {
            throw CommandException.usage(
                    "Streaming currently is only compatible with non-recursive cp commands");
        }
        if (!fromS3
                && !piped()
                && !Files.exists(new LocalPaths(shell.directory()).resolve(source()))) {
            throw CommandException.general(
                    "The user-provided path " + source() + " does not exist.");
        }
    }

    @Override
    int run(Connection connection) {
        if (piped()) {
            return stream(connection);
        }
        LocalPaths files = new LocalPaths(shell.directory());
        TransferPlan plan = new TransferPlan(connection.client(), files);
        boolean recursive = transfers.recursive;
        String look = recursive ? "ListObjectsV2" : "HeadObject";
        return transfers.run(
                shell,
                options,
                connection,
                look,
                run -> {
                    if (!ObjectLocation.isObject(source())) {
                        plan.upload(source(), ObjectLocation.parse(target()), recursive, run);
                    } else if (!ObjectLocation.isObject(target())) {
                        plan.download(ObjectLocation.parse(source()), target(), recursive, run);
                    } else {
                        plan.copy(
                                ObjectLocation.parse(source()),
                                ObjectLocation.parse(target()),
                                recursive,
                                run);
                    }
                });
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
                new Uploader(connection.client()).upload(in, location);
            } else {
                new Downloader(connection.client()).write(location, shell.checkedOut());
                shell.out().flush();
            }
            return ExitCode.OK;
        } catch (IOException | SdkException e) {
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
