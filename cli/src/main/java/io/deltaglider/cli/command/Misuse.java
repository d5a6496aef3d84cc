package io.deltaglider.cli.command;

import io.deltaglider.cli.shell.Shell;

import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Says what is wrong with a command line, the first mistake first: an option that there is none of before arguments that are missing. */
final class Misuse {
    private final CommandSpec command;

    Misuse(CommandSpec command) {
        this.command = command;
    }

    /** @param arguments all of the command line */
    void report(Shell shell, ParameterException e, String[] arguments) {
        String name = command.qualifiedName();
        List<String> unknown = unknownOptions(arguments);
        shell.err().println(name + ": " + message(e, unknown));
        // picocli's own suggestions come only when nothing else is wrong, and not for every slip.
        for (String argument : unknown) {
            if (argument.startsWith("--")) {
                suggest(shell, argument, command.optionsMap().keySet());
            }
        }
        if (e instanceof UnmatchedArgumentException unmatched && !command.subcommands().isEmpty()) {
            suggest(shell, unmatched.getUnmatched().getFirst(), command.subcommands().keySet());
        }
        shell.err().println("\"" + name + " --help\" tells what there is.");
    }

    private String message(ParameterException e, List<String> unknown) {
        if (!(e instanceof MissingParameterException missing)) {
            return String.valueOf(e.getMessage());
        }
        if (!unknown.isEmpty()) {
            return "Unknown option: '" + unknown.getFirst() + "'";
        }
        boolean isOption = missing.getMissing().stream().anyMatch(each -> each.isOption());
        return isOption
                ? String.valueOf(e.getMessage())
                : "there are too few arguments; usage: " + HelpPage.synopsis(command).strip();
    }

    private List<String> unknownOptions(String[] arguments) {
        Map<String, OptionSpec> known = command.optionsMap();
        List<String> unknown = new ArrayList<>();
        boolean isValue = false;
        for (String argument : Arrays.asList(arguments)) {
            if (argument.equals("--")) {
                break;
            }
            String option = argument.split("=", 2)[0];
            OptionSpec spec = known.get(option);
            if (!isValue
                    && spec == null
                    && option.startsWith("-")
                    && option.length() > 1
                    && !isCluster(option)) {
                unknown.add(option);
            }
            isValue = spec != null && spec.arity().min() > 0 && option.equals(argument);
        }
        return unknown;
    }

    /** Several options of one letter each, as {@code -rh}, or one with its value. */
    private boolean isCluster(String option) {
        if (option.startsWith("--")) {
            return false;
        }
        for (int i = 1; i < option.length(); i++) {
            OptionSpec spec = command.optionsMap().get("-" + option.charAt(i));
            if (spec == null) {
                return false;
            }
            if (spec.arity().max() > 0) {
                return true;
            }
        }
        return true;
    }

    private static void suggest(Shell shell, String word, Collection<String> known) {
        NearestWord.to(word, known)
                .ifPresent(near ->
                        shell.err().println("  " + word + " is unknown; did you mean: " + near));
    }
}
