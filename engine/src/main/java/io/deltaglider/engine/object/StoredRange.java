package io.deltaglider.engine.object;

import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a store's Content-Range header says: which bytes follow, and how many the object has. */
public record StoredRange(long first, long last, long size) {
    private static final Pattern HEADER =
            Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18})");

    public static Optional<StoredRange> parse(@Nullable String header) {
        if (header == null) {
            return Optional.empty();
        }
        Matcher matcher = HEADER.matcher(header.strip());
        return matcher.matches()
                ? Optional.of(
                        new StoredRange(
                                Long.parseLong(matcher.group(1)),
                                Long.parseLong(matcher.group(2)),
                                Long.parseLong(matcher.group(3))))
                : Optional.empty();
    }
}
