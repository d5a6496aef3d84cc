package io.deltaglider.engine.listing;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** The order of S3's listings: by the bytes of the keys in UTF-8. Java's own order of strings differs beyond U+FFFF. */
final class Utf8Order {
    private static final Comparator<String> BY_BYTES =
            (a, b) ->
                    Arrays.compareUnsigned(
                            a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

    private Utf8Order() {}

    /** The name that sorts last, or {@code none} if there is no entry. */
    static <T> String lastName(List<Entry<T>> entries, String none) {
        return entries.stream().map(Entry::name).max(BY_BYTES).orElse(none);
    }
}
