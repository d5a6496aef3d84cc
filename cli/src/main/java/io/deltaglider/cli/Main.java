package io.deltaglider.cli;

import io.deltaglider.cli.command.DeltaGliderCommand;
import io.deltaglider.cli.logging.LogLevel;
import io.deltaglider.cli.shell.Shell;

import java.util.List;

/** Where the process starts. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        if (List.of(args).contains("--debug")) {
            LogLevel.debug();
        }
        Shell shell = Shell.ofProcess();
        int exitCode = DeltaGliderCommand.create(shell).execute(args);
        shell.out().flush();
        System.exit(exitCode);
    }
}
