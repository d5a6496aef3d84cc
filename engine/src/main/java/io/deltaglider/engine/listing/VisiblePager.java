package io.deltaglider.engine.listing;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.core.exception.SdkClientException;

import java.util.ArrayList;
import java.util.List;

/**
 * Makes a client's page out of the backend's: full if there is enough, without anything reserved, and marked as the last one if nothing but
 * reserved keys is left. Reserved keys are not paged through: as soon as a page ends among them, the next request goes on behind them.
 */
final class VisiblePager<P, T> {
    /**
     * A page for the client.
     *
     * @param next where the next one begins, null if this is the last one
     */
    record Page<P, T>(List<Entry<T>> entries, @Nullable P next) {}

    private final ListingBackend<P, T> backend;
    private final @Nullable String prefix;
    private final @Nullable String delimiter;
    private final P start;

    VisiblePager(
            ListingBackend<P, T> backend,
            @Nullable String prefix,
            @Nullable String delimiter,
            P start) {
        this.backend = backend;
        this.prefix = prefix;
        this.delimiter = delimiter;
        this.start = start;
    }

    /**
     * The page that begins at the start.
     *
     * @param limit how many entries at most, 0 or more
     */
    Page<P, T> page(int limit) {
        if (limit == 0 || ReservedRange.holdsAll(prefix)) {
            backend.fetch(
                    prefix, delimiter, start, 1); // a bucket that is not there is an error here too
            return new Page<>(List.of(), null);
        }
        List<Entry<T>> visible = new ArrayList<>();
        P position = start;
        String startKey = backend.keyOf(start);
        if (ReservedRange.isReachable(prefix)
                && startKey != null
                && ReservedRange.contains(startKey)) {
            position = backend.after(ReservedRange.END);
        }
        boolean behind = !ReservedRange.isReachable(prefix);
        while (true) {
            Step<P> step = advance(position, limit - visible.size(), visible);
            behind |= step.behind;
            if (step.next == null) {
                return new Page<>(visible, null);
            }
            position = step.next;
            if (visible.size() >= limit) {
                return new Page<>(visible, behind || anyVisible(position) ? position : null);
            }
        }
    }

    /** Whether there is anything to show from here on. */
    private boolean anyVisible(P from) {
        List<Entry<T>> visible = new ArrayList<>();
        P position = from;
        while (true) {
            Step<P> step = advance(position, 1, visible);
            if (!visible.isEmpty() || step.next == null) {
                return !visible.isEmpty();
            }
            position = step.next;
        }
    }

    /**
     * What came of one request.
     *
     * @param next null at the end
     * @param behind whether the place is behind the reserved keys
     */
    private record Step<P>(@Nullable P next, boolean behind) {}

    private Step<P> advance(P position, int limit, List<Entry<T>> visible) {
        ListingBackend.Fetched<P, T> fetched = backend.fetch(prefix, delimiter, position, limit);
        boolean hidden = false;
        boolean behind = false;
        for (Entry<T> entry : fetched.entries()) {
            if (isVisible(entry)) {
                visible.add(entry);
                behind |= ReservedRange.isBefore(entry.name());
            } else {
                hidden = true;
            }
        }
        P next = fetched.next();
        if (next != null && next.equals(position)) {
            throw SdkClientException.create(
                    "the backend's listing does not advance: it gives "
                            + next
                            + " as the place to go on from, which is where this page began");
        }
        return next != null && hidden && !behind
                ? new Step<>(backend.after(ReservedRange.END), true)
                : new Step<>(next, behind);
    }

    private boolean isVisible(Entry<T> entry) {
        if (ReservedRange.contains(entry.name())) {
            return false;
        }
        boolean mixedGroup = entry.item() == null && ReservedRange.mayBeIn(entry.name());
        return !mixedGroup || holdsUserKeys(entry.name());
    }

    /** Whether a group that holds the reserved keys, which a delimiter other than a slash may give, holds another key. */
    private boolean holdsUserKeys(String group) {
        String startKey = backend.keyOf(start);
        P first = startKey != null && startKey.startsWith(group) ? start : backend.after("");
        List<Entry<T>> before = backend.fetch(group, null, first, 1).entries();
        if (before.stream().anyMatch(entry -> !ReservedRange.contains(entry.name()))) {
            return true;
        }
        return !before.isEmpty()
                && !backend.fetch(group, null, backend.after(ReservedRange.END), 1)
                        .entries()
                        .isEmpty();
    }
}
