package io.deltaglider.cli.logging;

import io.deltaglider.cli.shell.CommandException;
import io.deltaglider.cli.shell.ExitCode;
import io.deltaglider.cli.shell.Shell;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** How much is logged: the {@code DG_LOG_LEVEL} variable, or {@code --debug}. */
public final class LogLevel {
    public static final String VARIABLE = "DG_LOG_LEVEL";

    /** Set to a level by {@link #debug}; read when the first logger is made. */
    static final String PROPERTY = "deltaglider.log.level";

    static final String DEFAULT = "WARN";

    /** The names that this and other tools use, and Logback's for the same. */
    private static final Map<String, String> NAMES =
            Map.of(
                    "OFF", "OFF",
                    "CRITICAL", "ERROR",
                    "ERROR", "ERROR",
                    "WARN", "WARN",
                    "WARNING", "WARN",
                    "INFO", "INFO",
                    "DEBUG", "DEBUG",
                    "TRACE", "TRACE");

    private LogLevel() {}

    /** Logback's name for a level; empty for what is none. */
    static Optional<String> parse(String value) {
        return Optional.ofNullable(NAMES.get(value.strip().toUpperCase(Locale.ROOT)));
    }

    /** Refuses a variable that makes no sense, so that nobody waits for a log that never comes. */
    public static void check(Shell shell) {
        Optional<String> value = shell.variable(VARIABLE);
        if (value.isPresent() && parse(value.get()).isEmpty()) {
            throw new CommandException(
                    ExitCode.CONFIGURATION,
                    "Bad value for "
                            + VARIABLE
                            + " \""
                            + value.get()
                            + "\": it must be OFF, ERROR, WARNING, INFO, DEBUG or TRACE");
        }
    }

    /** To be called before the first logger is made. */
    public static void debug() {
        System.setProperty(PROPERTY, "DEBUG");
    }
}
