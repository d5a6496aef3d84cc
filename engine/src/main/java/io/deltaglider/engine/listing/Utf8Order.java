package io.deltaglider.engine.listing;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The order of S3's listings: by the bytes of the keys in UTF-8. Java's own order of strings differs beyond U+FFFF. */
final class Utf8Order {
    private static final Comparator<String> BY_BYTES =
            (a, b) ->
                    Arrays.compareUnsigned(
                            a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

    private Utf8Order() {}

    /**
     * The name that a page ends with, or {@code none} if there is no entry: the last key, or the last group if that comes later. Keys and groups are
     * each taken in the order that the backend gave them, since a few backends have another one.
     */
    static <T> String lastName(List<Entry<T>> entries, String none) {
        return Stream.concat(last(entries, false), last(entries, true)).max(BY_BYTES).orElse(none);
    }

    private static <T> Stream<String> last(List<Entry<T>> entries, boolean group) {
        return entries.reversed().stream()
                .filter(entry -> (entry.item() == null) == group)
                .map(Entry::name)
                .limit(1);
    }
}
