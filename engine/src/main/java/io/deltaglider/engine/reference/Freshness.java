package io.deltaglider.engine.reference;

import java.time.Duration;

/**
 * How long it may be relied on that a reference was seen to be in use. What is written within this time of such a sight is written
 * long before the reference can be deleted, as long as the grace period of every collector is many times longer.
 */
public final class Freshness {
    private static final String PROPERTY = "deltaglider.freshness.millis";

    /** A minute. Tests with real processes shorten it together with the collectors' grace period; nobody else should. */
    public static final Duration LIMIT = Duration.ofMillis(Long.getLong(PROPERTY, 60_000));

    private Freshness() {}

    /** @param seenAt in {@link System#nanoTime} */
    public static boolean isFresh(long seenAt) {
        return System.nanoTime() - seenAt < LIMIT.toNanos();
    }
}
