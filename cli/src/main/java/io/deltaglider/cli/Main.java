package io.deltaglider.cli;

import io.deltaglider.cli.command.DeltaGliderCommand;
import io.deltaglider.cli.command.ProgramVersion;
import io.deltaglider.cli.logging.LogLevel;
import io.deltaglider.cli.shell.ExitCode;
import io.deltaglider.cli.shell.Shell;
import io.deltaglider.cli.shell.StandardOutput;
import io.deltaglider.engine.failure.Reason;

import java.util.List;

/** Where the process starts. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        if (List.of(args).contains("--debug")) {
            LogLevel.debug();
        }
        StandardOutput out = new StandardOutput();
        Shell shell = Shell.ofProcess(out);
        int exitCode = run(shell, args);
        shell.out().flush();
        if (out.failure().isPresent()) {
            exitCode = incomplete(shell, out, exitCode);
        }
        System.exit(exitCode);
    }

    private static int run(Shell shell, String[] args) {
        if (args.length == 1 && args[0].equals("--version")) {
            // Without the machinery of commands, which takes longer to set up than this to print.
            shell.out().println(ProgramVersion.line());
            return ExitCode.OK;
        }
        return DeltaGliderCommand.execute(shell, args);
    }

    /** Whatever became of the command, not all of its results arrived. */
    private static int incomplete(Shell shell, StandardOutput out, int exitCode) {
        if (out.readerHasGone()) {
            return ExitCode.PIPE_CLOSED;
        }
        shell.err()
                .println(
                        "cannot write to standard output: "
                                + Reason.of(out.failure().orElseThrow()));
        return exitCode == ExitCode.OK ? ExitCode.GENERAL : exitCode;
    }
}
