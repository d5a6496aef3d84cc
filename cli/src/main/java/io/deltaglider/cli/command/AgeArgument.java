package io.deltaglider.cli.command;

import io.deltaglider.cli.shell.CommandException;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How old an object is, among the arguments: {@code 12h}, {@code 90d}, {@code 8w}. */
final class AgeArgument {
    private static final Pattern AGE = Pattern.compile("(\\d{1,6})([hdw])");
    private static final int DAYS_PER_WEEK = 7;

    private AgeArgument() {}

    /** Throws {@link CommandException} for anything else; a unit is always needed, and {@code m} is none, as it might mean minutes or months. */
    static Duration parse(String option, String text) {
        Matcher parts = AGE.matcher(text);
        if (!parts.matches()) {
            throw CommandException.usage(
                    "argument "
                            + option
                            + ": \""
                            + text
                            + "\" is no age; write hours, days or weeks, as 12h, 90d or 8w");
        }
        long number = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "h" -> Duration.ofHours(number);
            case "d" -> Duration.ofDays(number);
            default -> Duration.ofDays(number * DAYS_PER_WEEK);
        };
    }
}
