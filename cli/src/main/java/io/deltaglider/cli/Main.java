package io.deltaglider.cli;

import io.deltaglider.cli.command.DeltaGliderCommand;
import io.deltaglider.cli.shell.Shell;

/** Where the process starts. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        Shell shell = Shell.ofProcess();
        int exitCode = DeltaGliderCommand.create(shell).execute(args);
        shell.out().flush();
        System.exit(exitCode);
    }
}
