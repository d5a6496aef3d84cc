package io.deltaglider.cli.command;

import io.deltaglider.cli.connect.Connection;
import io.deltaglider.cli.shell.Shell;
import io.deltaglider.cli.transfer.LocalPaths;
import io.deltaglider.cli.transfer.ObjectLocation;
import io.deltaglider.cli.transfer.TransferPlan;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "rm", description = "Remove an object, or with -r all objects under a prefix.")
final class RemoveCommand extends StoreCommand {
    @Parameters(arity = "1", paramLabel = "s3://BUCKET/KEY", description = "What to remove.")
    private String path = "";

    @Mixin private TransferOptions transfers = new TransferOptions();

    RemoveCommand(Shell shell, GlobalOptions options) {
        super(shell, options);
    }

    @Override
    void check() {
        requireS3("rm", path, "<S3Uri>");
    }

    @Override
    int run(Connection connection) {
        ObjectLocation target = ObjectLocation.parse(path);
        TransferPlan plan =
                new TransferPlan(connection.client(), new LocalPaths(shell.directory()));
        return transfers.run(
                shell,
                options,
                connection,
                "ListObjectsV2",
                run -> plan.delete(target, transfers.recursive, run));
    }
}
