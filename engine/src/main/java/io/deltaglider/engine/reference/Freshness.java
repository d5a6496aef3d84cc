package io.deltaglider.engine.reference;

import java.time.Duration;
import java.time.InstantSource;

/**
 * How long it may be relied on that a reference was seen to be in use. What is written within this time of such a sight is written
 * long before the reference can be deleted, as long as the grace period of every collector is many times longer.
 *
 * <p>It goes by the clock of the day: a machine that was asleep for a night must not take what it saw the evening before for fresh, and other
 * clocks stand still meanwhile. When the clock is set back, nothing is fresh. Thread-safe.
 */
public final class Freshness {
    private static final String PROPERTY = "deltaglider.freshness.millis";

    /** A minute. Tests with real processes shorten it together with the collectors' grace period; nobody else should. */
    public static final Duration LIMIT = Duration.ofMillis(Long.getLong(PROPERTY, 60_000));

    private final InstantSource clock;

    public Freshness(InstantSource clock) {
        this.clock = clock;
    }

    /** To be kept with what is seen now. */
    public long now() {
        return clock.millis();
    }

    /**
     * Whether what was seen may be relied on.
     *
     * @param seenAt what {@link #now} gave before the store was asked
     */
    public boolean isFresh(long seenAt) {
        long elapsed = now() - seenAt;
        return elapsed >= 0 && elapsed < LIMIT.toMillis();
    }
}
