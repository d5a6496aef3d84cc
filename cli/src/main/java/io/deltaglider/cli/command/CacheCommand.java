package io.deltaglider.cli.command;

import io.deltaglider.cli.shell.Shell;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "cache",
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Show or clear what this machine keeps of buckets.",
            "References and metadata are kept so that they are read only once.",
            "It may be deleted at any time, also while other commands run."
        })
final class CacheCommand implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    /** With its own commands. */
    static CommandLine create(Shell shell, GlobalOptions options) {
        return new CommandLine(new CacheCommand())
                .addSubcommand(new CacheInfoCommand(shell, options))
                .addSubcommand(new CacheClearCommand(shell, options));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "info or clear is needed");
    }
}
