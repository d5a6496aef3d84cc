package io.deltaglider.cli.command;

import io.deltaglider.cli.connect.Connection;
import io.deltaglider.cli.connect.ServiceErrors;
import io.deltaglider.cli.migrate.MigratingCopier;
import io.deltaglider.cli.migrate.MigrationPlace;
import io.deltaglider.cli.migrate.MigrationPlan;
import io.deltaglider.cli.migrate.MigrationPlan.Figures;
import io.deltaglider.cli.migrate.Regions;
import io.deltaglider.cli.output.Amounts;
import io.deltaglider.cli.output.HumanSize;
import io.deltaglider.cli.output.Json;
import io.deltaglider.cli.output.Progress;
import io.deltaglider.cli.shell.ExitCode;
import io.deltaglider.cli.shell.Shell;
import io.deltaglider.cli.transfer.RequestTemplates;
import io.deltaglider.cli.transfer.TransferReport;
import io.deltaglider.cli.transfer.TransferRun;
import io.deltaglider.cli.transfer.TransferWorker;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import software.amazon.awssdk.core.exception.SdkException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

@Command(
        name = "migrate",
        description = {
            "Copy a bucket or prefix to another, as deltas where that pays. Metadata, headers and"
                    + " tags stay.",
            "Shows what there is to do and asks first. What is there already, by size and ETag, is"
                    + " left out, so that a second call goes on where the first one ended."
        },
        footer = {
            "",
            "Examples:",
            "  deltaglider migrate s3://old-bucket/ s3://new-bucket/",
            "  deltaglider migrate s3://bucket/releases/ s3://bucket/archive/   (to"
                    + " archive/releases/)",
            "  deltaglider migrate --yes --exclude \"*.log\" s3://old/ s3://new/"
        })
final class MigrateCommand extends StoreCommand {
    @Parameters(index = "0", paramLabel = "SOURCE", description = "A bucket or prefix in S3.")
    private String source = "";

    @Parameters(index = "1", paramLabel = "DESTINATION", description = "Another one.")
    private String target = "";

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask.")
    private boolean yes;

    @Option(
            names = {"--dry-run", "--dryrun"},
            description = "Show what would be done, and do nothing.")
    private boolean dryRun;

    @Option(
            names = "--no-preserve-prefix",
            description =
                    "Put what is below the source's prefix directly below the destination's,"
                            + " without the last part of the prefix.")
    private boolean noPreserve;

    @Option(names = "--no-progress", description = "No progress line.")
    private boolean noProgress;

    @Mixin private FilterOptions filters = new FilterOptions();

    MigrateCommand(Shell shell, GlobalOptions options) {
        super(shell, options);
    }

    @Override
    void check() {
        requireS3("migrate", source, "<S3Uri> <S3Uri>");
        requireS3("migrate", target, "<S3Uri> <S3Uri>");
        place();
    }

    private MigrationPlace place() {
        return MigrationPlace.of(source, target, !noPreserve);
    }

    @Override
    int run(Connection connection) throws IOException {
        MigrationPlace place = place();
        MigrationPlan plan =
                new MigrationPlan(
                        connection.client(), place.source(), place.target(), filters.filter());
        Figures figures;
        try {
            introduce(connection, place);
            figures = plan.count();
        } catch (SdkException e) {
            throw ServiceErrors.toCommandException(e, "ListObjectsV2");
        }
        say("Files to migrate: " + Amounts.count(figures.files()));
        say("Total size: " + HumanSize.of(figures.bytes()));
        if (figures.alreadyMigrated() > 0) {
            say("Already migrated: " + Amounts.count(figures.alreadyMigrated()) + " (skipped)");
        }
        if (figures.files() == 0) {
            boolean nothing = figures.alreadyMigrated() == 0;
            say(nothing ? "There is nothing at " + place.source() : "Everything is there already.");
            result(place, figures, 0, 0, 0);
            return nothing ? ExitCode.FAILED : ExitCode.OK;
        }
        if (!dryRun && !yes && !agrees()) {
            say("Nothing was migrated.");
            return ExitCode.FAILED;
        }
        return migrate(connection, place, plan, figures);
    }

    private void introduce(Connection connection, MigrationPlace place) {
        connection.client().headBucket(r -> r.bucket(place.target().bucket()));
        if (connection.hasUrls()) {
            say("Region of the S3 client: " + connection.region().orElse("us-east-1"));
            Optional<String> advice =
                    Regions.advice(connection, shell, place.source().bucket(), options.region());
            advice.ifPresent(this::say);
        } else {
            connection.client().headBucket(r -> r.bucket(place.source().bucket()));
        }
        say("Migrating from " + place.source() + " to " + place.target());
    }

    private boolean agrees() throws IOException {
        PrintStream out = json() || options.quiet() ? shell.err() : shell.out();
        out.print("Do you want to proceed with the migration? [y/N] ");
        out.flush();
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        for (int b = shell.in().read(); b >= 0 && b != '\n'; b = shell.in().read()) {
            answer.write(b);
        }
        String word = answer.toString(StandardCharsets.UTF_8).strip().toLowerCase(Locale.ROOT);
        return word.equals("y") || word.equals("yes");
    }

    private int migrate(
            Connection connection, MigrationPlace place, MigrationPlan plan, Figures figures) {
        boolean quiet = options.quiet() || json();
        Progress progress =
                Progress.of(shell, quiet || noProgress || dryRun, connection::sentBytes);
        TransferRun run =
                new TransferRun(
                        new TransferWorker(
                                connection.client(),
                                RequestTemplates.PLAIN,
                                connection.delta(),
                                new MigratingCopier(connection.client(), connection.delta())),
                        // Results would be as many lines as there are objects; what fails is told.
                        new TransferReport(shell, progress, quiet || !dryRun),
                        progress,
                        dryRun,
                        connection.deltaspace());
        try (run) {
            plan.each(run);
            progress.allExpected();
        } catch (RuntimeException e) {
            run.abandon(e, "ListObjectsV2");
        }
        if (!dryRun) {
            say("Migrated: " + Amounts.count(run.done()));
            say("Failed: " + Amounts.count(run.failed()));
            long sent = connection.sentBytes();
            say(
                    "Sent to the store: "
                            + HumanSize.of(sent)
                            + " of "
                            + HumanSize.of(figures.bytes()));
        }
        result(place, figures, run.done(), run.failed(), connection.sentBytes());
        return run.exitCode();
    }

    private void result(MigrationPlace place, Figures figures, long done, long failed, long sent) {
        if (!json()) {
            return;
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("source", place.source().uri());
        fields.put("destination", place.target().uri());
        fields.put("dry_run", dryRun);
        fields.put("files_to_migrate", figures.files());
        fields.put("total_size", figures.bytes());
        fields.put("already_migrated", figures.alreadyMigrated());
        fields.put("migrated", done);
        fields.put("failed", failed);
        fields.put("sent_size", sent);
        shell.out().println(Json.of(fields));
    }

    private void say(String line) {
        if (!options.quiet() && !json()) {
            shell.out().println(line);
        }
    }
}
