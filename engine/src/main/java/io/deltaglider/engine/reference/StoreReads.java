package io.deltaglider.engine.reference;

import io.deltaglider.engine.cache.CachedReference;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The references that one run has read from the store, and what came of each, so that each is read once. Remembers a bounded number; one
 * that is forgotten is read again. Thread-safe.
 */
final class StoreReads {
    private static final int BOUND = 10_000;

    /** Reads a reference from the store. */
    @FunctionalInterface
    interface Reading {
        CachedReference read() throws IOException;
    }

    /** What came of one reading. Guarded by itself. */
    private static final class Outcome {
        private boolean done;
        private Optional<IOException> failure = Optional.empty();

        /** What was read, to the caller who read it; empty to those who come later. */
        synchronized Optional<CachedReference> once(Reading reading) throws IOException {
            if (failure.isPresent()) {
                throw failure.get();
            }
            if (done) {
                return Optional.empty();
            }
            try {
                CachedReference read = reading.read();
                done = true;
                return Optional.of(read);
            } catch (MissingReferenceException | CorruptReferenceException e) {
                failure = Optional.of(e);
                throw e;
            }
        }
    }

    /** Guarded by itself. */
    private final Map<String, Outcome> outcomes =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Outcome> eldest) {
                    return size() > BOUND;
                }
            };

    /**
     * Reads a reference, unless that has been done.
     *
     * @param key of the reference in its bucket
     * @return what was read; empty when it was read before and found right
     * @throws MissingReferenceException when it is missing, or was when it was read before
     * @throws CorruptReferenceException when it is damaged, or was when it was read before
     */
    Optional<CachedReference> once(String bucket, String key, Reading reading) throws IOException {
        Outcome outcome;
        synchronized (outcomes) {
            outcome = outcomes.computeIfAbsent(bucket + "/" + key, _ -> new Outcome());
        }
        return outcome.once(reading);
    }
}
