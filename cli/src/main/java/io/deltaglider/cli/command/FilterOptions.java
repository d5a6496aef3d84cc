package io.deltaglider.cli.command;

import io.deltaglider.cli.transfer.PathFilter;

import picocli.CommandLine.Option;

import java.util.ArrayList;
import java.util.List;

/** {@code --exclude} and {@code --include}, whose order among each other matters: picocli calls the methods in the order of the command line. */
final class FilterOptions {
    private final List<PathFilter.Rule> rules = new ArrayList<>();

    @Option(
            names = "--exclude",
            paramLabel = "PATTERN",
            description =
                    "Leave out what matches: * stands for anything, ? for one character, [a-z] for"
                            + " one of these. May be given many times, together with --include; the"
                            + " last that matches decides.")
    void exclude(String pattern) {
        rules.add(new PathFilter.Rule(false, pattern));
    }

    @Option(
            names = "--include",
            paramLabel = "PATTERN",
            description =
                    "Take what matches although an --exclude before it does: --exclude \"*\""
                            + " --include \"*.jar\".")
    void include(String pattern) {
        rules.add(new PathFilter.Rule(true, pattern));
    }

    boolean isEmpty() {
        return rules.isEmpty();
    }

    PathFilter filter() {
        return new PathFilter(rules);
    }
}
