package io.deltaglider.cli.command;

import io.deltaglider.cli.shell.CommandException;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** A point in time among the arguments: ISO 8601 (UTC unless it says otherwise), the form of HTTP headers, or seconds since 1970. */
final class TimeArgument {
    private static final List<Function<String, Instant>> FORMS =
            List.of(
                    text -> OffsetDateTime.parse(text).toInstant(),
                    text -> LocalDateTime.parse(text).toInstant(ZoneOffset.UTC),
                    text -> LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC),
                    text ->
                            DateTimeFormatter.RFC_1123_DATE_TIME
                                    .withLocale(Locale.ROOT)
                                    .parse(text, Instant::from));

    private TimeArgument() {}

    /** Throws {@link CommandException} for what is none of them. */
    static Instant parse(String option, String text) {
        if (text.matches("\\d{1,12}")) {
            return Instant.ofEpochSecond(Long.parseLong(text));
        }
        return FORMS.stream()
                .flatMap(form -> attempt(form, text).stream())
                .findFirst()
                .orElseThrow(() -> invalid(option, text));
    }

    private static Optional<Instant> attempt(Function<String, Instant> form, String text) {
        try {
            return Optional.of(form.apply(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static CommandException invalid(String option, String text) {
        return CommandException.usage(
                "argument "
                        + option
                        + ": \""
                        + text
                        + "\" is no time; for example 2027-01-31T12:00:00Z");
    }
}
