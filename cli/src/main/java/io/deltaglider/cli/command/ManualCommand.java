package io.deltaglider.cli.command;

import io.deltaglider.cli.shell.CommandException;
import io.deltaglider.cli.shell.ExitCode;
import io.deltaglider.cli.shell.Shell;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

@Command(
        name = "man",
        description = {
            "Print the manual page of a command, or write those of all commands into a folder.",
            "Without a command, the page of deltaglider itself."
        },
        footer = {
            "",
            "Examples:",
            "  deltaglider man cp | man -l -",
            "  deltaglider man delta encode | man -l -",
            "  deltaglider man --output ~/.local/share/man/man1; man deltaglider-cp"
        })
final class ManualCommand implements Callable<Integer> {
    private final Shell shell;

    @Parameters(arity = "0..*", paramLabel = "COMMAND", description = "The command's name.")
    private List<String> names = new ArrayList<>();

    @Option(
            names = "--output",
            paramLabel = "FOLDER",
            description = "Write all pages into this folder, which is made if it is not there.")
    private String output = "";

    @Spec private CommandSpec spec = CommandSpec.create();

    ManualCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException {
        CommandLine root = spec.root().commandLine();
        if (output.isEmpty()) {
            shell.out().print(ManualPage.of(find(root)));
        } else if (names.isEmpty()) {
            writeAll(root);
        } else {
            throw CommandException.usage("a command, or --output for all of them: not both");
        }
        return ExitCode.OK;
    }

    private CommandLine find(CommandLine root) {
        CommandLine command = root;
        for (String name : names) {
            CommandLine below = command.getSubcommands().get(name);
            if (below == null) {
                throw CommandException.usage(
                        "'" + String.join(" ", names) + "' is no command known here");
            }
            command = below;
        }
        return command;
    }

    private void writeAll(CommandLine root) throws IOException {
        Path folder = Files.createDirectories(shell.directory().resolve(output));
        for (CommandLine command : ManualPage.all(root)) {
            Files.writeString(
                    folder.resolve(ManualPage.name(command) + ".1"), ManualPage.of(command));
        }
    }
}
