package io.deltaglider.engine.reference;

import io.deltaglider.engine.cache.CachedReference;
import io.deltaglider.engine.cache.KeyedLocks;

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

    /** What came of one reading. */
    private static final class Outcome {
        private boolean done;
        private Optional<IOException> failure = Optional.empty();

        /** Whether it has been read and found right; throws what came of it if it was not. */
        synchronized boolean isDone() throws IOException {
            if (failure.isPresent()) {
                throw failure.get();
            }
            return done;
        }

        synchronized void succeeded() {
            done = true;
        }

        synchronized void failed(IOException reason) {
            failure = Optional.of(reason);
        }
    }

    /** So that others wait for who reads. */
    private final KeyedLocks locks = new KeyedLocks();

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
        String name = bucket + "/" + key;
        Outcome outcome;
        synchronized (outcomes) {
            outcome = outcomes.computeIfAbsent(name, _ -> new Outcome());
        }
        try (var _ = locks.acquire(name)) {
            if (outcome.isDone()) {
                return Optional.empty();
            }
            CachedReference read = reading.read();
            outcome.succeeded();
            return Optional.of(read);
        } catch (MissingReferenceException | CorruptReferenceException e) {
            outcome.failed(e);
            throw e;
        }
    }
}
