package io.deltaglider.cli.command;

import io.deltaglider.cli.shell.CommandException;
import io.deltaglider.cli.transfer.Retention;
import io.deltaglider.engine.deltaspace.Deltaspace;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.time.Instant;
import java.util.Optional;

/** {@code --older-than} and {@code --keep-last}: which of many objects {@code rm} removes. */
final class RetentionOptions {
    @Option(
            names = "--older-than",
            paramLabel = "AGE",
            description =
                    "With -r, only what was last modified longer ago than this: 12h, 90d, 8w.")
    private @Nullable String olderThan;

    @Option(
            names = "--keep-last",
            paramLabel = "N",
            description =
                    "With -r, the newest N of each series stay, however old they are. A series are"
                            + " the objects of one deltaspace: keys that differ only in dates,"
                            + " versions, numbers and hashes; with --deltaspace NAME all objects"
                            + " are one.")
    private @Nullable Integer keepLast;

    /** Throws {@link CommandException} for what makes no sense. */
    void check(boolean recursive) {
        if (keepLast != null && keepLast < 1) {
            throw CommandException.usage("argument --keep-last: it must be 1 or more");
        }
        if (olderThan != null) {
            AgeArgument.parse("--older-than", olderThan);
        }
        if (isGiven() && !recursive) {
            throw CommandException.usage(
                    "--older-than and --keep-last choose among the objects under a prefix: they"
                            + " need -r");
        }
    }

    /** What goes at a given time, if either option is given. */
    Optional<Retention> retention(Instant now, Optional<String> deltaspace) {
        if (!isGiven()) {
            return Optional.empty();
        }
        Instant before =
                olderThan == null ? null : now.minus(AgeArgument.parse("--older-than", olderThan));
        return Optional.of(
                new Retention(
                        before,
                        keepLast == null ? 0 : keepLast,
                        key -> deltaspace.orElseGet(() -> Deltaspace.of(key).name())));
    }

    private boolean isGiven() {
        return olderThan != null || keepLast != null;
    }
}
