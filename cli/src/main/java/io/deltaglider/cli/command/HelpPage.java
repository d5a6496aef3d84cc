package io.deltaglider.cli.command;

import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** How the help of commands is laid out: commands by group, a command's own options before those that others have, too, and none that do nothing for it. */
final class HelpPage {
    /** Commands before options: there are fewer of them, and they are what is looked for first. */
    private static final List<String> SECTIONS =
            List.of(
                    UsageMessageSpec.SECTION_KEY_SYNOPSIS_HEADING,
                    UsageMessageSpec.SECTION_KEY_SYNOPSIS,
                    UsageMessageSpec.SECTION_KEY_DESCRIPTION,
                    UsageMessageSpec.SECTION_KEY_PARAMETER_LIST,
                    UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING,
                    UsageMessageSpec.SECTION_KEY_COMMAND_LIST,
                    UsageMessageSpec.SECTION_KEY_OPTION_LIST,
                    UsageMessageSpec.SECTION_KEY_FOOTER);

    private HelpPage() {}

    /** Gives all commands their pages. */
    static void arrange(CommandLine root, Map<String, CommandGroup> groups) {
        Map<String, CommandLine.IHelpSectionRenderer> sections = root.getHelpSectionMap();
        sections.put(UsageMessageSpec.SECTION_KEY_SYNOPSIS, help -> synopsis(help.commandSpec()));
        sections.put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, HelpPage::options);
        sections.put(
                UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING,
                help -> isRoot(help) ? "" : "%nCommands:%n".formatted());
        sections.put(
                UsageMessageSpec.SECTION_KEY_COMMAND_LIST,
                help -> isRoot(help) ? commands(help, groups) : help.commandList());
        // Those of all commands below as well.
        root.setHelpSectionMap(sections);
        root.setHelpSectionKeys(SECTIONS);
    }

    private static boolean isRoot(Help help) {
        return help.commandSpec().parent() == null;
    }

    /**
     * Hides what a command has no use for, from its help, its manual page and from shells that complete it; it is taken all the same.
     *
     * @param uses of the command
     */
    static void hideUseless(CommandSpec spec, Set<OptionUse> uses) {
        for (OptionSpec option : List.copyOf(spec.options())) {
            boolean useless =
                    option.inherited()
                            ? !OptionUse.shows(uses, option.longestName())
                            : option.paramLabel().equals(StoreCommand.OUTPUT_LABEL)
                                    && !uses.contains(OptionUse.JSON);
            if (useless && !option.hidden()) {
                spec.remove(option);
                // Local, or it would be handed down to commands that have it already.
                spec.addOption(
                        OptionSpec.builder(option)
                                .hidden(true)
                                .scopeType(CommandLine.ScopeType.LOCAL)
                                .build());
            }
        }
    }

    /** The commands by group, and how to go on: what whoever gives no arguments needs. */
    static String commands(CommandLine root, Map<String, CommandGroup> groups) {
        Help help = root.getHelp();
        return "Usage: "
                + synopsis(root.getCommandSpec())
                + commands(help, groups)
                + "%n\"deltaglider COMMAND --help\" tells about a command,%n\"deltaglider --help\" about the options of all.%n"
                        .formatted();
    }

    private static String commands(Help help, Map<String, CommandGroup> groups) {
        Map<String, CommandSpec> all =
                help.commandSpec().subcommands().entrySet().stream()
                        .collect(
                                Collectors.toMap(
                                        Map.Entry::getKey,
                                        each -> each.getValue().getCommandSpec(),
                                        (a, _) -> a,
                                        LinkedHashMap::new));
        int width = all.keySet().stream().mapToInt(String::length).max().orElse(0);
        StringBuilder text = new StringBuilder();
        for (CommandGroup group : CommandGroup.values()) {
            Map<String, String> members = new LinkedHashMap<>();
            all.forEach((name, spec) -> {
                if (groups.get(name) == group) {
                    members.put(name + " ".repeat(width - name.length()), ManualPage.summary(spec));
                }
            });
            if (!members.isEmpty()) {
                text.append("%n%s:%n".formatted(group.title()))
                        .append(help.createTextTable(members));
            }
        }
        return text.toString();
    }

    /** How a command is called, in one line. */
    static String synopsis(CommandSpec spec) {
        StringBuilder text = new StringBuilder(spec.qualifiedName());
        if (!spec.subcommands().isEmpty()) {
            text.append(" COMMAND");
        }
        text.append(" [OPTION...]");
        for (PositionalParamSpec parameter : spec.positionalParameters()) {
            if (!parameter.hidden()) {
                text.append(' ').append(ManualPage.synopsis(parameter));
            }
        }
        return text.append(System.lineSeparator()).toString();
    }

    private static String options(Help help) {
        CommandSpec spec = help.commandSpec();
        List<OptionSpec> own = visible(spec, false);
        List<OptionSpec> inherited = visible(spec, true);
        StringBuilder text = new StringBuilder();
        if (!own.isEmpty()) {
            text.append("%nOptions:%n".formatted()).append(help.optionListExcludingGroups(own));
        }
        if (!inherited.isEmpty()) {
            text.append(
                            own.isEmpty()
                                    ? "%nOptions:%n".formatted()
                                    : "%nOptions that other commands have, too:%n".formatted())
                    .append(help.optionListExcludingGroups(inherited));
        }
        return text.toString();
    }

    private static List<OptionSpec> visible(CommandSpec spec, boolean inherited) {
        return spec.options().stream()
                .filter(option -> !option.hidden() && option.inherited() == inherited)
                .toList();
    }
}
