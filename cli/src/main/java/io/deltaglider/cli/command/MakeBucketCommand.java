package io.deltaglider.cli.command;

import io.deltaglider.cli.connect.Connection;
import io.deltaglider.cli.connect.ServiceErrors;
import io.deltaglider.cli.logging.FailureLog;
import io.deltaglider.cli.shell.ExitCode;
import io.deltaglider.cli.shell.Shell;
import io.deltaglider.cli.transfer.ObjectLocation;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;

@Command(name = "mb", description = "Make a bucket.")
final class MakeBucketCommand extends StoreCommand {
    @Parameters(arity = "1", paramLabel = "s3://BUCKET", description = "The new bucket.")
    private String path = "";

    MakeBucketCommand(Shell shell, GlobalOptions options) {
        super(shell, options);
    }

    @Override
    void check() {
        requireS3("mb", path, "<S3Uri>");
        requireBucket(path, "make_bucket failed: " + path);
    }

    @Override
    int run(Connection connection) {
        String bucket = ObjectLocation.parse(path).bucket();
        CreateBucketRequest.Builder request = CreateBucketRequest.builder().bucket(bucket);
        connection
                .region()
                .filter(region -> !region.equals("us-east-1"))
                .ifPresent(region ->
                        request.createBucketConfiguration(c -> c.locationConstraint(region)));
        try {
            connection.client().createBucket(request.build());
        } catch (SdkException | IllegalArgumentException e) {
            FailureLog.add("mb", e);
            shell.err()
                    .println(
                            "make_bucket failed: "
                                    + path
                                    + " "
                                    + ServiceErrors.describe(e, "CreateBucket"));
            return ExitCode.FAILED;
        }
        shell.out().println("make_bucket: " + bucket);
        return ExitCode.OK;
    }
}
