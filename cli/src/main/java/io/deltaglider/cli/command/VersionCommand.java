package io.deltaglider.cli.command;

import io.deltaglider.cli.shell.ExitCode;
import io.deltaglider.cli.shell.Shell;

import picocli.CommandLine.Command;

import java.util.concurrent.Callable;

@Command(name = "version", description = "Show the version, as --version does.")
final class VersionCommand implements Callable<Integer> {
    private final Shell shell;

    VersionCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        shell.out().println(ProgramVersion.line());
        return ExitCode.OK;
    }
}
