package io.deltaglider.cli.command;

import io.deltaglider.cli.connect.Connection;
import io.deltaglider.cli.shell.Shell;
import io.deltaglider.cli.transfer.ObjectLocation;
import io.deltaglider.cli.transfer.SyncPlan;
import io.deltaglider.cli.transfer.SyncRule;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

@Command(
        name = "sync",
        description = {
            "Copy what is new or changed from one folder or prefix to another.",
            "Files to S3, S3 to files or S3 to S3. Changed is what differs in size, or whose source"
                + " is newer; on the way from S3 to files, whose file is newer (a file that came"
                + " from S3 has the object's time)."
        },
        footer = {
            "",
            "Examples:",
            "  deltaglider sync dist/ s3://releases/nightly/ --delete",
            "  deltaglider sync s3://releases/nightly/ dist/ --exact-timestamps",
            "  deltaglider sync s3://releases s3://copy-of-releases --exclude \"*.log\""
        })
final class SyncCommand extends RouteCommand {
    @Parameters(
            index = "0",
            paramLabel = "SOURCE",
            description = "A folder, or s3://BUCKET/PREFIX.")
    private String from = "";

    @Parameters(
            index = "1",
            paramLabel = "DESTINATION",
            description = "Another one; one of both is in S3.")
    private String to = "";

    @Option(
            names = "--delete",
            description =
                    "Remove what is in the destination and not in the source. What filters exclude"
                            + " stays.")
    private boolean delete;

    @Option(names = "--size-only", description = "Compare sizes, and never mind times.")
    private boolean sizeOnly;

    @Option(
            names = "--exact-timestamps",
            description =
                    "From S3 to files, any difference in time counts, not only that the file is"
                            + " newer.")
    private boolean exactTimestamps;

    SyncCommand(Shell shell, GlobalOptions options) {
        super(shell, options);
    }

    @Override
    List<String> paths() {
        return List.of(from, to);
    }

    @Override
    String name() {
        return "sync";
    }

    @Override
    boolean recursive() {
        return true;
    }

    @Override
    int run(Connection connection) throws IOException {
        SyncRule rule =
                exactTimestamps
                        ? SyncRule.EXACT_TIMESTAMPS
                        : sizeOnly ? SyncRule.SIZE_ONLY : SyncRule.SIZE_AND_TIME;
        SyncPlan plan =
                new SyncPlan(connection.client(), localPaths(), planOptions(), rule, delete);
        if (!toS3() && !transfers.dryRun) {
            makeFolder();
        }
        return run(
                connection,
                "ListObjectsV2",
                run -> {
                    if (!fromS3()) {
                        plan.upload(source(), ObjectLocation.parse(target()), run);
                    } else if (!toS3()) {
                        plan.download(ObjectLocation.parse(source()), target(), run);
                    } else {
                        plan.copy(
                                ObjectLocation.parse(source()),
                                ObjectLocation.parse(target()),
                                run);
                    }
                });
    }

    /** Scripts go into it, whether there was anything to fetch or not. */
    private void makeFolder() throws IOException {
        Path folder = localPaths().resolve(target());
        if (!Files.exists(folder)) {
            Files.createDirectories(folder);
        }
    }
}
