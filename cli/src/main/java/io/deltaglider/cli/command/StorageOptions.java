package io.deltaglider.cli.command;

import io.deltaglider.cli.connect.ConnectionSettings;
import io.deltaglider.cli.shell.CommandException;
import io.deltaglider.delta.Effort;

import picocli.CommandLine.Option;

import java.util.Optional;

/** How the commands that write objects store them, beyond {@code --no-delta} and {@code --max-ratio}, which every command has. */
final class StorageOptions {
    @Option(
            names = "--deltaspace",
            paramLabel = "NAME",
            description =
                    "Objects that share references, as those of one NAME do. Default: what keys"
                            + " have in common when versions, dates and hashes are left out.")
    private Optional<String> deltaspace = Optional.empty();

    @Option(
            names = "--effort",
            paramLabel = "fast|balanced|max",
            description = "How much time encoding may take. Default: balanced.")
    private Optional<Effort> effort = Optional.empty();

    ConnectionSettings apply(ConnectionSettings settings) {
        ConnectionSettings applied = settings;
        if (deltaspace.isPresent()) {
            if (deltaspace.get().isBlank()) {
                throw CommandException.usage("argument --deltaspace: the name cannot be blank");
            }
            applied = applied.withDeltaspace(deltaspace.get());
        }
        return effort.isPresent() ? applied.withEffort(effort.get()) : applied;
    }
}
