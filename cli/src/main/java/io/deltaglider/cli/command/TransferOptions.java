package io.deltaglider.cli.command;

import io.deltaglider.cli.connect.Connection;
import io.deltaglider.cli.output.Progress;
import io.deltaglider.cli.shell.CommandException;
import io.deltaglider.cli.shell.Shell;
import io.deltaglider.cli.transfer.RequestTemplates;
import io.deltaglider.cli.transfer.TransferReport;
import io.deltaglider.cli.transfer.TransferRun;
import io.deltaglider.cli.transfer.TransferWorker;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

/** The options of the commands that move or remove many objects, and how they are run. */
final class TransferOptions {
    private static final int MAX_CONCURRENCY = 64;

    /** Hands the transfers of a plan over to a run. */
    interface Planner {
        void plan(TransferRun run) throws Exception;
    }

    @Option(
            names = {"--dryrun", "--dry-run"},
            description = "Show what would be done, and do nothing.")
    boolean dryRun;

    @Option(names = "--no-progress", description = "No progress line.")
    private boolean noProgress;

    @Option(names = "--only-show-errors", description = "Print only what went wrong.")
    private boolean onlyShowErrors;

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            description =
                    "Transfer so many files at once, 1 to 64. Default: 8, or fewer when memory is"
                            + " short.")
    private @Nullable Integer concurrency;

    private int concurrency() {
        if (concurrency == null) {
            return TransferRun.defaultConcurrency();
        }
        if (concurrency < 1 || concurrency > MAX_CONCURRENCY) {
            throw CommandException.usage(
                    "argument --concurrency: it must be from 1 to "
                            + MAX_CONCURRENCY
                            + ", not "
                            + concurrency);
        }
        return concurrency;
    }

    /** Runs a plan; {@code operation} is the S3 operation that finds out what is to be done, for messages. */
    int run(
            Shell shell,
            GlobalOptions options,
            Connection connection,
            RequestTemplates templates,
            String operation,
            Planner planner) {
        boolean quiet = options.quiet() || onlyShowErrors;
        Progress progress =
                Progress.of(shell, quiet || noProgress || dryRun, connection::sentBytes);
        TransferRun run =
                new TransferRun(
                        new TransferWorker(connection.client(), templates, connection.delta()),
                        new TransferReport(shell, progress, quiet),
                        progress,
                        dryRun,
                        connection.deltaspace(),
                        concurrency());
        try (run) {
            planner.plan(run);
            progress.allExpected();
        } catch (Exception e) {
            run.abandon(e, operation);
        }
        return run.exitCode();
    }
}
