package io.deltaglider.cli.command;

import io.deltaglider.cli.connect.Connection;
import io.deltaglider.cli.shell.Shell;
import io.deltaglider.cli.transfer.LocalPaths;
import io.deltaglider.cli.transfer.ObjectLocation;
import io.deltaglider.cli.transfer.PlanOptions;
import io.deltaglider.cli.transfer.PlanOptions.Archived;
import io.deltaglider.cli.transfer.RequestTemplates;
import io.deltaglider.cli.transfer.TransferPlan;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "rm",
        description = "Remove an object, or with -r all objects under a prefix.",
        footer = {
            "",
            "Examples:",
            "  deltaglider rm s3://releases/app-1.1.zip",
            "  deltaglider rm -r s3://releases/nightly/ --exclude \"*\" --include \"2025-*\""
                    + " --dryrun"
        })
final class RemoveCommand extends StoreCommand {
    @Parameters(arity = "1", paramLabel = "s3://BUCKET/KEY", description = "What to remove.")
    private String path = "";

    @Option(
            names = {"-r", "--recursive"},
            description = "All objects under the prefix.")
    private boolean recursive;

    @Mixin private TransferOptions transfers = new TransferOptions();
    @Mixin private FilterOptions filters = new FilterOptions();
    @Mixin private RequestOptions requests = new RequestOptions();

    RemoveCommand(Shell shell, GlobalOptions options) {
        super(shell, options);
    }

    @Override
    void check() {
        requireS3("rm", path, "<S3Uri>");
        requests.templates();
    }

    @Override
    int run(Connection connection) {
        ObjectLocation target = ObjectLocation.parse(path);
        RequestTemplates templates = requests.templates();
        TransferPlan plan =
                new TransferPlan(
                        connection.client(),
                        new LocalPaths(shell.directory()),
                        new PlanOptions(filters.filter(), true, false, Archived.TRY, templates));
        return transfers.run(
                shell,
                options,
                connection,
                templates,
                "ListObjectsV2",
                run -> plan.delete(target, recursive, run));
    }
}
