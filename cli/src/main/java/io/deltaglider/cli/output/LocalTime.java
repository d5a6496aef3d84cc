package io.deltaglider.cli.output;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Dates for people, in the time zone of this machine: {@code 2026-11-28 20:26:38}, as the AWS CLI writes them. */
public final class LocalTime {
    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);

    private LocalTime() {}

    public static String second(Instant instant) {
        return SECOND.format(instant.atZone(ZoneId.systemDefault()));
    }

    /** The end of the minute that it is in: for what is to be done after it. */
    public static String minute(Instant instant) {
        return MINUTE.format(
                instant.plusSeconds(59)
                        .truncatedTo(ChronoUnit.MINUTES)
                        .atZone(ZoneId.systemDefault()));
    }
}
