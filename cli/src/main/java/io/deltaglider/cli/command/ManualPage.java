package io.deltaglider.cli.command;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A command's manual page, in the language that man reads (groff_man(7)), from what the command says of itself. picocli's
 * own generator writes AsciiDoc, which needs another program to become a page.
 */
final class ManualPage {
    private static final String EXAMPLES = "Examples:";
    private static final String EXAMPLE = "Example:";

    private final StringBuilder text = new StringBuilder();
    private final CommandSpec spec;

    private ManualPage(CommandLine command) {
        this.spec = command.getCommandSpec();
    }

    /** What a command's page is called: {@code deltaglider-delta-encode}. */
    static String name(CommandLine command) {
        return command.getCommandSpec().qualifiedName("-");
    }

    /** The page of a command. */
    static String of(CommandLine command) {
        ManualPage page = new ManualPage(command);
        page.write(command);
        return page.text.toString();
    }

    /** The command and all below it, from above. */
    static List<CommandLine> all(CommandLine command) {
        List<CommandLine> commands = new ArrayList<>(List.of(command));
        command.getSubcommands().values().forEach(below -> commands.addAll(all(below)));
        return commands;
    }

    private void write(CommandLine command) {
        String name = name(command);
        macro("TH", name.toUpperCase(Locale.ROOT), "1", "", ProgramVersion.line(), "");
        section("NAME");
        text.append(escaped(name)).append(" \\- ").append(escaped(summary(spec))).append('\n');
        section("SYNOPSIS");
        text.append("\\fB").append(escaped(spec.qualifiedName())).append("\\fR");
        synopsis();
        section("DESCRIPTION");
        for (String sentence : spec.usageMessage().description()) {
            paragraph(plain(sentence));
        }
        positionals();
        options();
        commands(command);
        footer();
        seeAlso(command);
    }

    private void synopsis() {
        if (!spec.subcommands().isEmpty()) {
            text.append(" \\fICOMMAND\\fR");
        }
        text.append(" [\\fIOPTION\\fR...]");
        for (PositionalParamSpec parameter : spec.positionalParameters()) {
            String label = "\\fI" + escaped(parameter.paramLabel()) + "\\fR";
            text.append(' ').append(synopsis(parameter, label));
        }
        text.append('\n');
    }

    /** {@code PATH PATH}, {@code [COMMAND...]}, {@code FILE...}: how often it may be given. */
    static String synopsis(PositionalParamSpec parameter) {
        return synopsis(parameter, parameter.paramLabel());
    }

    private static String synopsis(PositionalParamSpec parameter, String label) {
        int least = parameter.arity().min();
        String more = parameter.arity().max() > Math.max(1, least) ? "..." : "";
        return least == 0
                ? "[" + label + more + "]"
                : String.join(" ", Collections.nCopies(least, label)) + more;
    }

    private void positionals() {
        for (PositionalParamSpec parameter : spec.positionalParameters()) {
            if (!parameter.hidden()) {
                tagged(
                        "\\fI" + escaped(parameter.paramLabel()) + "\\fR",
                        String.join(" ", parameter.description()));
            }
        }
    }

    private void options() {
        section("OPTIONS");
        List<OptionSpec> options =
                spec.options().stream()
                        .filter(option -> !option.hidden() && !option.inherited())
                        .sorted(Comparator.comparing(OptionSpec::longestName))
                        .toList();
        for (OptionSpec option : options) {
            String names =
                    Stream.of(option.names())
                            .map(name -> "\\fB" + escaped(name) + "\\fR")
                            .collect(Collectors.joining(", "));
            String value =
                    option.arity().max() == 0
                            ? ""
                            : " \\fI" + escaped(option.paramLabel()) + "\\fR";
            tagged(names + value, String.join(" ", option.description()));
        }
        if (spec.parent() != null) {
            paragraph("Options of every command stand on the page deltaglider(1).");
        }
    }

    private void commands(CommandLine command) {
        if (command.getSubcommands().isEmpty()) {
            return;
        }
        section("COMMANDS");
        command.getSubcommands()
                .forEach((name, below) ->
                        tagged("\\fB" + escaped(name) + "\\fR", summary(below.getCommandSpec())));
    }

    /** What the help ends with: examples, and on the first page more. */
    private void footer() {
        List<String> notes = new ArrayList<>();
        List<String> examples = new ArrayList<>();
        boolean inExamples = false;
        for (String line : spec.usageMessage().footer()) {
            if (line.equals(EXAMPLES) || line.equals(EXAMPLE)) {
                inExamples = true;
            } else if (!line.isBlank()) {
                (inExamples ? examples : notes).add(plain(line));
            }
        }
        if (!examples.isEmpty()) {
            section("EXAMPLES");
            literally(examples);
        }
        if (!notes.isEmpty()) {
            section("NOTES");
            literally(notes);
        }
    }

    private void seeAlso(CommandLine command) {
        section("SEE ALSO");
        Stream<CommandLine> others =
                command.getParent() == null
                        ? command.getSubcommands().values().stream()
                        : Stream.concat(
                                Stream.of(command.getParent()),
                                command.getSubcommands().values().stream());
        text.append(
                        others.map(other -> "\\fB" + escaped(name(other)) + "\\fR(1)")
                                .collect(Collectors.joining(",\n")))
                .append('\n');
    }

    private void macro(String name, String... arguments) {
        text.append('.').append(name);
        for (String argument : arguments) {
            text.append(" \"").append(escaped(argument)).append('"');
        }
        text.append('\n');
    }

    private void section(String title) {
        macro("SH", title);
    }

    private void paragraph(String words) {
        text.append(".PP\n").append(escaped(words)).append('\n');
    }

    /** @param label escaped */
    private void tagged(String label, String words) {
        text.append(".TP\n").append(label).append('\n').append(escaped(plain(words))).append('\n');
    }

    /** Lines as they are. */
    private void literally(List<String> lines) {
        text.append(".nf\n");
        lines.forEach(line -> text.append(escaped(line)).append('\n'));
        text.append(".fi\n");
    }

    /** The first sentence of its description, without its full stop. */
    static String summary(CommandSpec command) {
        String[] description = command.usageMessage().description();
        String first = description.length == 0 ? "" : plain(description[0]);
        int end = first.indexOf(". ");
        String sentence = end < 0 ? first : first.substring(0, end);
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }

    /** Without picocli's escapes. */
    private static String plain(String words) {
        return words.replace("$$", "$").replace("%n", " ").replace("%%", "%");
    }

    /** For groff: nothing of it is a request, a minus can be copied as one, and quotes end no argument. */
    private static String escaped(String words) {
        String safe =
                words.replace("\\", "\\e")
                        .replace("-", "\\-")
                        .replace("\"", "\\(dq")
                        .replace("'", "\\(aq")
                        .replace("`", "\\(ga")
                        .replace("^", "\\(ha")
                        .replace("~", "\\(ti");
        return safe.startsWith(".") ? "\\&" + safe : safe;
    }
}
