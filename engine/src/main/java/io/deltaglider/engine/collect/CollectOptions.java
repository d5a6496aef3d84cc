package io.deltaglider.engine.collect;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * How a collection goes.
 *
 * @param grace how old a reference is at least when it is retired, how long it then stays before it is deleted, and how long its
 *     name stays taken after that. It must be many times longer than any request of a writer may take, whether its answer arrives or not
 * @param uploadExpiry how old an unfinished upload is when it is given up
 * @param dryRun find out what would be done, and do nothing
 * @param progress where the place that a long scan has reached is kept, so that the next run goes on there; empty to always begin
 *     anew
 * @param assumedRaw keys of objects that need no reference, as somebody vouches: it counts where such an object cannot be read. A scan
 *     that relies on this always begins anew
 */
public record CollectOptions(
        Duration grace,
        Duration uploadExpiry,
        boolean dryRun,
        Optional<Path> progress,
        Optional<Predicate<String>> assumedRaw) {
    /** What suits all writers that do not stop for a day. */
    public static final Duration DEFAULT_GRACE = Duration.ofHours(24);

    public static final Duration DEFAULT_UPLOAD_EXPIRY = Duration.ofDays(7);

    public CollectOptions {
        if (grace.isNegative() || uploadExpiry.isNegative()) {
            throw new IllegalArgumentException(
                    "a period cannot be negative: " + grace + ", " + uploadExpiry);
        }
    }

    public static CollectOptions defaults() {
        return new CollectOptions(
                DEFAULT_GRACE, DEFAULT_UPLOAD_EXPIRY, false, Optional.empty(), Optional.empty());
    }

    public CollectOptions withGrace(Duration period) {
        return new CollectOptions(period, uploadExpiry, dryRun, progress, assumedRaw);
    }

    public CollectOptions withUploadExpiry(Duration period) {
        return new CollectOptions(grace, period, dryRun, progress, assumedRaw);
    }

    public CollectOptions withDryRun(boolean on) {
        return new CollectOptions(grace, uploadExpiry, on, progress, assumedRaw);
    }

    public CollectOptions withProgress(Path folder) {
        return new CollectOptions(grace, uploadExpiry, dryRun, Optional.of(folder), assumedRaw);
    }

    public CollectOptions withAssumedRaw(Predicate<String> keys) {
        return new CollectOptions(grace, uploadExpiry, dryRun, progress, Optional.of(keys));
    }
}
