package io.deltaglider.cli.transfer;

import io.deltaglider.cli.connect.ServiceErrors;
import io.deltaglider.cli.output.Progress;
import io.deltaglider.cli.shell.Shell;
import io.deltaglider.cli.shell.TerminalStream;

/** Says what became of each transfer, in the AWS CLI's words. Safe for use by many threads. */
public final class TransferReport {
    private final Shell shell;
    private final Progress progress;
    private final boolean quiet;
    private final LocalPaths paths;

    /** With {@code quiet}, results are not printed; what went wrong still is. */
    public TransferReport(Shell shell, Progress progress, boolean quiet) {
        this.shell = shell;
        this.progress = progress;
        this.quiet = quiet;
        this.paths = new LocalPaths(shell.directory());
    }

    void done(Transfer transfer) {
        result("", transfer);
    }

    void wouldDo(Transfer transfer) {
        result("(dryrun) ", transfer);
    }

    private void result(String mark, Transfer transfer) {
        if (transfer instanceof Transfer.Replacement replacement) {
            replacement
                    .folder()
                    .files()
                    .forEach(file ->
                            result(
                                    mark
                                            + "delete: "
                                            + TerminalStream.name(shell.out(), paths.shown(file))));
        }
        result(mark + transfer.verb() + ": " + TerminalStream.name(shell.out(), transfer.route()));
    }

    void failed(Transfer transfer, Throwable failure) {
        message(
                transfer.verb()
                        + " failed: "
                        + TerminalStream.name(shell.err(), transfer.route())
                        + " "
                        + ServiceErrors.describe(failure, transfer.operation()));
    }

    /** It went well, and yet there is something to know. */
    void noted(Transfer transfer, String note) {
        message("warning: " + TerminalStream.name(shell.err(), transfer.route()) + " " + note);
    }

    void skipped(String what, String reason) {
        message("warning: Skipping file " + TerminalStream.name(shell.err(), what) + ". " + reason);
    }

    /** The plan itself could not be made, or not to its end. */
    public void fatal(Throwable failure, String operation) {
        message("fatal error: " + ServiceErrors.describe(failure, operation));
    }

    void cancelled() {
        message("cancelled: ctrl-c received");
    }

    private void result(String line) {
        if (!quiet) {
            progress.around(() -> {
                shell.out().println(line);
                shell.out().flush();
            });
        }
    }

    private void message(String line) {
        progress.around(() -> shell.err().println(line));
    }
}
