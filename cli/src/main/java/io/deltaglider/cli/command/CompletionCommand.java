package io.deltaglider.cli.command;

import io.deltaglider.cli.shell.CommandException;
import io.deltaglider.cli.shell.ExitCode;
import io.deltaglider.cli.shell.Shell;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

@Command(
        name = "completion",
        description = "Print a script that lets a shell complete commands and options.",
        footer = {
            "",
            "Examples:",
            "  eval \"$(deltaglider completion bash)\"       in ~/.bashrc",
            "  eval \"$(deltaglider completion zsh)\"        in ~/.zshrc",
            "  deltaglider completion fish > ~/.config/fish/completions/deltaglider.fish"
        })
final class CompletionCommand implements Callable<Integer> {
    private final Shell shell;

    @Parameters(arity = "1", paramLabel = "bash|zsh|fish", description = "The shell.")
    private String language = "";

    @Spec private CommandSpec spec = CommandSpec.create();

    CompletionCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        CommandLine root = spec.root().commandLine();
        String script =
                switch (language) {
                    // picocli's script for bash makes zsh understand it by itself.
                    case "bash", "zsh" -> AutoComplete.bash("deltaglider", root);
                    case "fish" -> FishCompletion.of("deltaglider", root);
                    default ->
                            throw CommandException.usage(
                                    "'" + language + "' is no shell known here: bash, zsh or fish");
                };
        shell.out().print(script);
        return ExitCode.OK;
    }
}
