package io.deltaglider.engine.write;

import io.deltaglider.engine.layout.ReferenceKey;
import io.deltaglider.engine.object.DeltaDescription;
import io.deltaglider.engine.spool.Spool;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * A delta file that has been proved right and is ready to be stored.
 *
 * @param reference which is in the store
 * @param base of the reference, if that is a delta which was written for this object; it must be guarded as well
 * @param chosenAt when what it depends on was seen, in {@link System#nanoTime}
 */
record Prepared(
        ReferenceKey reference,
        Optional<ReferenceKey> base,
        Spool file,
        DeltaDescription description,
        long chosenAt)
        implements Closeable {
    /** A choice older than this is checked again before anything is made to depend on it. */
    private static final Duration FRESH = Duration.ofMinutes(1);

    boolean isFresh() {
        return isFresh(chosenAt);
    }

    static boolean isFresh(long chosenAt) {
        return System.nanoTime() - chosenAt < FRESH.toNanos();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
