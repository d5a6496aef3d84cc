package io.deltaglider.cli.command;

import java.util.EnumSet;
import java.util.Set;

/** What options of every command are good for. A command takes them all, as with the AWS CLI, but shows only those that change what it does. */
enum OptionUse {
    FOLDER("--store"),
    SERVER(
            "--endpoint-url",
            "--region",
            "--profile",
            "--no-sign-request",
            "--no-verify-ssl",
            "--ca-bundle",
            "--cli-read-timeout",
            "--cli-connect-timeout"),
    STORING(
            "--no-delta",
            "--max-ratio",
            "--deltaspace",
            "--reference-bucket",
            "--pack",
            "--effort",
            "--concurrency"),
    EFFORT("--effort"),
    QUIET("--quiet"),
    JSON("--json");

    @SuppressWarnings("ImmutableEnumChecker") // Set.of makes one that nobody can change
    private final Set<String> options;

    OptionUse(String... options) {
        this.options = Set.of(options);
    }

    static EnumSet<OptionUse> none() {
        return EnumSet.noneOf(OptionUse.class);
    }

    /** What every command needs that talks to a store. */
    static EnumSet<OptionUse> ofStore(OptionUse... more) {
        EnumSet<OptionUse> uses = EnumSet.of(FOLDER, SERVER);
        uses.addAll(Set.of(more));
        return uses;
    }

    /** Whether an option of every command does something for a command with these uses. What no use speaks of always does. */
    static boolean shows(Set<OptionUse> uses, String option) {
        return uses.stream().anyMatch(use -> use.options.contains(option))
                || EnumSet.allOf(OptionUse.class).stream()
                        .noneMatch(use -> use.options.contains(option));
    }
}
