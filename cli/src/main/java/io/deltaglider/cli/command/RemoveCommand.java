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

import java.time.Instant;
import java.util.List;

@Command(
        name = "rm",
        description = {
            "Remove objects, or with -r all objects under prefixes.",
            "With --older-than or --keep-last, -r removes only what has had its time. With both, an"
                    + " object goes only if it is older and not among the newest."
        },
        footer = {
            "",
            "Examples:",
            "  deltaglider rm s3://releases/app-1.1.zip",
            "  deltaglider rm -r s3://releases/nightly/ --exclude \"*\" --include \"2025-*\""
                    + " --dryrun",
            "  deltaglider rm -r s3://backups/nightly/ --older-than 90d --keep-last 7 --dryrun"
        })
final class RemoveCommand extends StoreCommand {
    @Parameters(arity = "1..*", paramLabel = "s3://BUCKET/KEY", description = "What to remove.")
    private List<String> paths = List.of();

    @Option(
            names = {"-r", "--recursive"},
            description = "All objects under the prefix.")
    private boolean recursive;

    @Mixin private RetentionOptions retentions = new RetentionOptions();
    @Mixin private TransferOptions transfers = new TransferOptions();
    @Mixin private FilterOptions filters = new FilterOptions();
    @Mixin private RequestOptions requests = new RequestOptions();

    RemoveCommand(Shell shell, GlobalOptions options) {
        super(shell, options);
    }

    @Override
    void check() {
        paths.forEach(path -> requireS3("rm", path, "<S3Uri>"));
        paths.forEach(path -> requireBucket(path, "fatal error:"));
        retentions.check(recursive);
        requests.templates();
    }

    @Override
    int run(Connection connection) {
        Instant now = Instant.now();
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
                run -> {
                    for (String path : paths) {
                        // Each prefix by itself: what is newest in one says nothing of another.
                        plan.delete(
                                ObjectLocation.parse(path),
                                recursive,
                                retentions.retention(now, connection.deltaspace()),
                                run);
                    }
                });
    }
}
