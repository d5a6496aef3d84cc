package io.deltaglider.cli.transfer;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.UnaryOperator;

/**
 * Which objects have had their time. Objects are offered one after the other, in any order; what is given back may go, since enough newer ones of its series have been
 * offered. Memory is that of the objects to be kept by their number.
 */
public final class Retention {
    /** Of two with the same second, the one whose name comes later is newer: names often hold dates or numbers. */
    private static final Comparator<Kept> BY_AGE =
            Comparator.comparing(Kept::modified).thenComparing(Kept::key, KeyOrder::compare);

    private final @Nullable Instant before;
    private final int keepLast;
    private final UnaryOperator<String> series;
    private final Map<String, PriorityQueue<Kept>> newest = new HashMap<>();

    private record Kept(String key, Instant modified) {}

    /**
     * Nothing has been offered yet.
     *
     * @param before only what was last modified before this time goes; null for any time
     * @param keepLast so many of each series stay, whatever their age; 0 or more
     * @param series the name of the series that a key belongs to
     */
    public Retention(@Nullable Instant before, int keepLast, UnaryOperator<String> series) {
        this.before = before;
        this.keepLast = keepLast;
        this.series = series;
    }

    /** The key of an object that may go now, this one or one that was offered before. */
    Optional<String> offer(String key, Instant modified) {
        Kept oldest = new Kept(key, modified);
        if (keepLast > 0) {
            PriorityQueue<Kept> kept =
                    newest.computeIfAbsent(series.apply(key), _ -> new PriorityQueue<>(BY_AGE));
            kept.add(oldest);
            if (kept.size() <= keepLast) {
                return Optional.empty();
            }
            oldest = kept.remove();
        }
        boolean old = before == null || oldest.modified().isBefore(before);
        return old ? Optional.of(oldest.key()) : Optional.empty();
    }
}
