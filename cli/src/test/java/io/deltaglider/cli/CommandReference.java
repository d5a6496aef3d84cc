package io.deltaglider.cli;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All commands and options in Markdown, from the commands themselves. */
final class CommandReference {
    private final StringBuilder text = new StringBuilder();

    private CommandReference() {}

    static String of(CommandLine root) {
        CommandReference reference = new CommandReference();
        reference.text.append("### Options of every command\n\n");
        reference.options(root.getCommandSpec().options());
        root.getSubcommands().values().forEach(reference::command);
        return reference.text.toString();
    }

    private void command(CommandLine line) {
        CommandSpec spec = line.getCommandSpec();
        if (!line.getSubcommands().isEmpty()) {
            line.getSubcommands().values().forEach(this::command);
            return;
        }
        text.append("\n### ").append(spec.qualifiedName()).append("\n\n");
        text.append("    ").append(spec.qualifiedName());
        List<OptionSpec> options =
                spec.options().stream()
                        .filter(option -> !option.inherited() && !option.hidden())
                        .toList();
        if (!options.isEmpty()) {
            text.append(" [OPTION...]");
        }
        for (PositionalParamSpec parameter : spec.positionalParameters()) {
            text.append(' ').append(synopsis(parameter));
        }
        text.append("\n\n");
        for (String sentence : spec.usageMessage().description()) {
            text.append(plain(sentence)).append('\n');
        }
        if (!options.isEmpty()) {
            text.append('\n');
            options(options);
        }
    }

    private static String synopsis(PositionalParamSpec parameter) {
        String label = parameter.paramLabel();
        if (parameter.arity().min() == 0) {
            return "[" + label + (parameter.arity().max() > 1 ? "...]" : "]");
        }
        String repeated =
                Stream.generate(() -> label)
                        .limit(parameter.arity().min())
                        .collect(Collectors.joining(" "));
        return parameter.arity().max() > parameter.arity().min() ? repeated + "..." : repeated;
    }

    private void options(List<OptionSpec> options) {
        text.append("| option | meaning |\n|---|---|\n");
        List<OptionSpec> sorted =
                options.stream()
                        .filter(option -> !option.hidden())
                        .sorted(Comparator.comparing(OptionSpec::longestName))
                        .toList();
        for (OptionSpec option : sorted) {
            String names =
                    Stream.of(option.names())
                            .map(CommandReference::code)
                            .collect(Collectors.joining(", "));
            String value = option.arity().max() == 0 ? "" : " " + code(option.paramLabel());
            text.append("| ")
                    .append(names)
                    .append(value)
                    .append(" | ")
                    .append(plain(String.join(" ", option.description())).replace("|", "\\|"))
                    .append(" |\n");
        }
    }

    private static String code(String word) {
        return "`" + word.replace("|", "\\|") + "`";
    }

    /** Without picocli's escapes. */
    private static String plain(String description) {
        return description.replace("$$", "$").replace("%n", " ").replace("%%", "%");
    }
}
