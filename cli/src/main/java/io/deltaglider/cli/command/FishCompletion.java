package io.deltaglider.cli.command;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

import java.util.Map;

/** A completion script for fish, which picocli has none for: one line a command, one an option. */
final class FishCompletion {
    private FishCompletion() {}

    /** For all commands below {@code root}, which is called {@code program}. */
    static String of(String program, CommandLine root) {
        StringBuilder script = new StringBuilder("# Completions of " + program + " for fish\n");
        commands(script, program, root, "__fish_use_subcommand");
        for (Map.Entry<String, CommandLine> command : root.getSubcommands().entrySet()) {
            options(script, program, command.getKey(), command.getValue().getCommandSpec());
            if (!command.getValue().getSubcommands().isEmpty()) {
                commands(
                        script,
                        program,
                        command.getValue(),
                        "__fish_seen_subcommand_from " + command.getKey());
            }
        }
        return script.toString();
    }

    private static void commands(
            StringBuilder script, String program, CommandLine parent, String condition) {
        parent.getSubcommands()
                .forEach((name, command) -> {
                    if (!command.getCommandSpec().usageMessage().hidden()) {
                        script.append("complete -c ")
                                .append(program)
                                .append(" -n ")
                                .append(quoted(condition))
                                .append(" -a ")
                                .append(quoted(name))
                                .append(" -d ")
                                .append(
                                        quoted(
                                                first(
                                                        command.getCommandSpec()
                                                                .usageMessage()
                                                                .description())))
                                .append('\n');
                    }
                });
    }

    private static void options(
            StringBuilder script, String program, String command, CommandSpec spec) {
        for (OptionSpec option : spec.options()) {
            if (option.hidden()) {
                continue;
            }
            script.append("complete -c ")
                    .append(program)
                    .append(" -n ")
                    .append(quoted("__fish_seen_subcommand_from " + command));
            for (String name : option.names()) {
                script.append(name.startsWith("--") ? " -l " : " -s ")
                        .append(quoted(name.replaceFirst("^--?", "")));
            }
            if (option.arity().min() > 0) {
                script.append(" -r");
            }
            script.append(" -d ").append(quoted(first(option.description()))).append('\n');
        }
    }

    private static String first(String[] description) {
        return description.length == 0 ? "" : description[0].replace("$$", "$").replace("%n", " ");
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
