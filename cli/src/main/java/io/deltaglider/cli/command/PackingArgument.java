package io.deltaglider.cli.command;

import io.deltaglider.engine.write.Packing;

import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

import java.util.Arrays;
import java.util.Optional;
import java.util.Stack;

/** The value of {@code --pack}, which may be left out: what follows is its value only if it is one. */
final class PackingArgument implements IParameterConsumer {
    @Override
    @SuppressWarnings("JdkObsolete") // picocli's own choice
    public void consumeParameters(Stack<String> arguments, ArgSpec option, CommandSpec command) {
        Optional<Packing> given =
                arguments.isEmpty() ? Optional.empty() : packing(arguments.peek());
        if (given.isPresent()) {
            arguments.pop();
        }
        option.setValue(Optional.of(given.orElse(Packing.ALWAYS)));
    }

    private static Optional<Packing> packing(String argument) {
        return Arrays.stream(Packing.values())
                .filter(each -> each.name().equalsIgnoreCase(argument))
                .findFirst();
    }
}
