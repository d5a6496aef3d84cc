package io.deltaglider.cli.command;

import io.deltaglider.cli.connect.Connection;
import io.deltaglider.cli.connect.ServiceErrors;
import io.deltaglider.cli.logging.FailureLog;
import io.deltaglider.cli.shell.CommandException;
import io.deltaglider.cli.shell.ExitCode;
import io.deltaglider.cli.shell.Shell;
import io.deltaglider.cli.transfer.LocalPaths;
import io.deltaglider.cli.transfer.ObjectLocation;
import io.deltaglider.cli.transfer.PlanOptions;
import io.deltaglider.cli.transfer.RequestTemplates;
import io.deltaglider.cli.transfer.TransferPlan;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import software.amazon.awssdk.core.exception.SdkException;

@Command(name = "rb", description = "Remove an empty bucket.")
final class RemoveBucketCommand extends StoreCommand {
    @Parameters(arity = "1", paramLabel = "s3://BUCKET", description = "The bucket.")
    private String path = "";

    @Option(names = "--force", description = "Remove all its objects first.")
    private boolean force;

    RemoveBucketCommand(Shell shell, GlobalOptions options) {
        super(shell, options);
    }

    @Override
    void check() {
        ObjectLocation location = requireS3("rb", path, "<S3Uri>");
        requireBucket(path, "remove_bucket failed: " + path);
        if (!location.key().isEmpty()) {
            throw CommandException.usage(
                    "Please specify a valid bucket name only. E.g. s3://" + location.bucket());
        }
    }

    @Override
    int run(Connection connection) {
        ObjectLocation location = ObjectLocation.parse(path);
        if (force && removeObjects(connection, location) != ExitCode.OK) {
            throw CommandException.general(
                    "remove_bucket failed: Unable to delete all objects in the bucket, bucket will"
                            + " not be deleted.");
        }
        try {
            connection.client().deleteBucket(r -> r.bucket(location.bucket()));
        } catch (SdkException e) {
            FailureLog.add("rb", e);
            shell.err()
                    .println(
                            "remove_bucket failed: "
                                    + path
                                    + " "
                                    + ServiceErrors.describe(e, "DeleteBucket"));
            return ExitCode.FAILED;
        }
        shell.out().println("remove_bucket: " + location.bucket());
        return ExitCode.OK;
    }

    private int removeObjects(Connection connection, ObjectLocation location) {
        TransferPlan plan =
                new TransferPlan(
                        connection.client(), new LocalPaths(shell.directory()), PlanOptions.PLAIN);
        return new TransferOptions()
                .run(
                        shell,
                        options,
                        connection,
                        RequestTemplates.PLAIN,
                        "ListObjectsV2",
                        run -> plan.delete(location, true, run));
    }
}
