package io.deltaglider.engine.collect;

import io.deltaglider.engine.layout.ContentHint;

import java.time.Instant;
import java.util.List;

/** The hints where contents lie: removes those to contents that no reference has any more. */
final class ContentHints {
    private final BucketListing listing;
    private final Removal removal;

    ContentHints(BucketListing listing, Removal removal) {
        this.listing = listing;
        this.removal = removal;
    }

    /** A content as a number: the first 64 bits of its SHA-256. Of two with the same number, one keeps a hint too long. */
    static long content(String sha256) {
        return Long.parseUnsignedLong(sha256, 0, 16, 16);
    }

    /**
     * Removes hints that lead nowhere, and what looks like one and is none. A hint is written before its reference, so young ones stay; one that
     * is removed although it is needed costs a second copy of its content.
     *
     * @param contents that have a reference in use
     * @param limit hints that were written since stay
     */
    void removeStale(LongSet contents, Instant limit) {
        listing.forEach(
                ContentHint.HINTS_PREFIX,
                each -> {
                    boolean needed =
                            ContentHint.parse(each.key())
                                    .filter(sha256 -> contents.contains(content(sha256)))
                                    .isPresent();
                    if (!needed && each.modified().isBefore(limit)) {
                        var _ = removal.deleteUncounted(each.key(), List.of(each));
                    }
                });
    }
}
