package io.deltaglider.engine.collect;

import io.deltaglider.engine.collect.BucketListing.Page;
import io.deltaglider.engine.collect.BucketListing.Place;
import io.deltaglider.engine.collect.CollectReport.Waiting;
import io.deltaglider.engine.layout.ReferenceKey;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Takes every reference, with the marker beside it, one step further in its life: active, retired, deleted, and after that its name
 * free again. One pass over a listing, one deltaspace in memory at a time.
 */
final class ReferenceSweep {
    /** Dates are cut to the second. */
    private static final Duration RESOLUTION = Duration.ofSeconds(1);

    private final BucketListing listing;
    private final Removal removal;

    /** What is older than this has had its grace. */
    private final Instant limit;

    private final Duration grace;
    private final InstantSource clock;

    private final LongSet contents = new LongSet();

    private long found;
    private long retired;
    private long deleted;
    private Waiting waiting = Waiting.NONE;

    /**
     * @param began when the scan began that the pointers come from, in the store's time
     * @param clock of this machine
     */
    ReferenceSweep(
            BucketListing listing,
            Removal removal,
            Instant began,
            Duration grace,
            InstantSource clock) {
        this.listing = listing;
        this.removal = removal;
        this.grace = grace;
        this.clock = clock;
        this.limit = began.minus(grace).minus(RESOLUTION);
    }

    /** A reference and its marker; each may be missing. */
    private static final class Pair {
        final List<StoredEntry> reference = new ArrayList<>();
        final List<StoredEntry> marker = new ArrayList<>();

        /** When the listing was asked for that shows them, by this machine's clock. */
        final Instant listedAt;

        Pair(Instant listedAt) {
            this.listedAt = listedAt;
        }

        boolean isThere() {
            return reference.stream().anyMatch(StoredEntry::content);
        }

        boolean isMarked() {
            return marker.stream().anyMatch(StoredEntry::content);
        }

        Instant written() {
            return latest(reference);
        }

        Instant marked() {
            return latest(marker);
        }

        private static Instant latest(List<StoredEntry> versions) {
            return versions.stream()
                    .map(StoredEntry::modified)
                    .max(Instant::compareTo)
                    .orElse(Instant.MAX);
        }
    }

    private interface Step {
        void take(ReferenceKey key, Pair pair);
    }

    /** Whether there is a reference that could be retired or deleted, if nothing points to it. */
    boolean hasRipe() {
        boolean[] ripe = new boolean[1];
        forEach((_, pair) -> ripe[0] |= isRipe(pair));
        return ripe[0];
    }

    private boolean isRipe(Pair pair) {
        Instant since = pair.isMarked() ? pair.marked() : pair.written();
        return pair.isThere() && since.isBefore(limit);
    }

    /** Does what is due. Without pointers, that is only what needs none: free the names of references that are long gone. */
    void run(Optional<Pointers> pointers) {
        forEach((key, pair) -> {
            if (pair.isThere()) {
                found++;
            }
            if (clock.instant().isAfter(pair.listedAt.plus(grace.dividedBy(2)).plus(RESOLUTION))) {
                // A machine that was asleep: others may have deleted the reference since, and its
                // name may be in use again.
                removal.error(key.key() + ": it was listed too long ago; run purge again");
                return;
            }
            if (pair.isThere() && !pair.isMarked()) {
                contents.add(ContentHints.content(key.sha256()));
            }
            if (!pair.isThere()) {
                freeName(key, pair);
            } else if (pointers.isPresent() && isRipe(pair) && !pointers.get().contains(key)) {
                if (pair.isMarked()) {
                    delete(key, pair);
                } else if (removal.mark(key.markerKey())) {
                    retired++;
                    await(pair, clock.instant());
                }
            } else if (pair.isMarked() && !(pointers.isPresent() && pointers.get().contains(key))) {
                await(pair, pair.marked());
            }
        });
    }

    /**
     * The marker is written anew first: from its date on the name stays taken for another grace period, so that no deletion that is
     * still on its way meets a reference that somebody has written under it again.
     */
    private void delete(ReferenceKey key, Pair pair) {
        if (removal.mark(key.markerKey())
                && removal.delete(key.key(), pair.reference, pair.marked().plus(grace))) {
            deleted++;
        }
    }

    private void await(Pair pair, Instant marked) {
        waiting =
                waiting.plus(
                        pair.reference.stream().mapToLong(StoredEntry::size).sum(),
                        marked.plus(grace).plus(RESOLUTION));
    }

    private void freeName(ReferenceKey key, Pair pair) {
        if (pair.isMarked() && pair.marked().isBefore(limit)) {
            // What is left of the reference itself are marks of its deletion, in a bucket with
            // versions.
            var _ =
                    removal.deleteUncounted(key.key(), pair.reference)
                            && removal.deleteUncounted(key.markerKey(), pair.marker);
        }
    }

    private void forEach(Step step) {
        Map<String, Pair> space = new TreeMap<>();
        String current = "";
        @Nullable Place next = Place.START;
        while (next != null) {
            Instant listedAt = clock.instant();
            Page page = listing.page(ReferenceKey.REFERENCES_PREFIX, next);
            next = page.next();
            for (StoredEntry entry : page.entries()) {
                Optional<ReferenceKey> reference = ReferenceKey.parse(entry.key());
                Optional<ReferenceKey> either =
                        reference.or(() -> ReferenceKey.parseMarker(entry.key()));
                if (either.isEmpty()) {
                    continue;
                }
                if (!either.get().deltaspaceId().equals(current)) {
                    flush(space, step);
                    current = either.get().deltaspaceId();
                }
                Pair pair = space.computeIfAbsent(either.get().key(), _ -> new Pair(listedAt));
                (reference.isPresent() ? pair.reference : pair.marker).add(entry);
            }
        }
        flush(space, step);
    }

    private static void flush(Map<String, Pair> space, Step step) {
        space.forEach((key, pair) -> step.take(ReferenceKey.parse(key).orElseThrow(), pair));
        space.clear();
    }

    /** Contents of the references that were found in use, as {@link ContentHints#content} has them. */
    LongSet contents() {
        return contents;
    }

    long found() {
        return found;
    }

    long retired() {
        return retired;
    }

    long deleted() {
        return deleted;
    }

    /** Retired references that are left, of this run and earlier ones. */
    Waiting waiting() {
        return waiting;
    }
}
