package io.deltaglider.engine.layout;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The key of something that is stored for a while only. It says itself until when, in UTC and to the second, so that one LIST finds
 * what has expired, in the order in which it expires: {@code .deltaglider/tmp/20260203T040506Z-<uuid>/<name>}.
 *
 * @param expiry whole seconds, from the year 0 to 9999
 * @param name not empty; it may hold slashes
 */
public record TemporaryKey(Instant expiry, UUID id, String name) {
    /** Where all temporary objects are. */
    public static final String TEMPORARY_PREFIX = ReservedKeys.PREFIX + "tmp/";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC)
                    .withResolverStyle(ResolverStyle.STRICT);

    private static final Pattern REST =
            Pattern.compile(
                    "([0-9]{8}T[0-9]{6}Z)-([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})/(.+)",
                    Pattern.DOTALL);

    public TemporaryKey {
        expiry = expiry.truncatedTo(ChronoUnit.SECONDS);
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a temporary object has a name");
        }
    }

    /** A key that no other call gives. */
    public static TemporaryKey unique(Instant expiry, String name) {
        return new TemporaryKey(expiry, UUID.randomUUID(), name);
    }

    /** The full stored key. */
    public String key() {
        return TEMPORARY_PREFIX + TIME.format(expiry) + "-" + id + "/" + name;
    }

    /** Reads a full stored key; empty when it is of another form. */
    public static Optional<TemporaryKey> parse(String key) {
        if (!key.startsWith(TEMPORARY_PREFIX)) {
            return Optional.empty();
        }
        Matcher parts = REST.matcher(key.substring(TEMPORARY_PREFIX.length()));
        if (!parts.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new TemporaryKey(
                            TIME.parse(parts.group(1), Instant::from),
                            UUID.fromString(parts.group(2)),
                            parts.group(3)));
        } catch (DateTimeParseException e) {
            return Optional.empty(); // the 32nd of a month, for instance
        }
    }
}
