package io.deltaglider.engine.listing;

import io.deltaglider.engine.cache.MetadataCache;
import io.deltaglider.engine.cache.MetadataCache.StoredState;
import io.deltaglider.engine.object.LogicalMetadata;
import io.deltaglider.engine.object.S3Errors;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/**
 * Finds out what listed objects are to their clients: from the cache, or else by asking, for many objects at once. Thread-safe.
 */
final class LogicalResolver {
    private static final Logger LOG = LoggerFactory.getLogger(LogicalResolver.class);

    /** How many objects are asked for at once, over all listings. */
    static final int MAX_CONCURRENT_LOOKUPS = 32;

    /**
     * An object as LIST shows it.
     *
     * @param versionId empty for the current version
     */
    record Listed(StoredState state, Optional<String> versionId) {}

    private final MetadataCache cache;
    private final LogicalLookup lookup;
    private final Semaphore permits = new Semaphore(MAX_CONCURRENT_LOOKUPS);

    LogicalResolver(MetadataCache cache, LogicalLookup lookup) {
        this.cache = cache;
        this.lookup = lookup;
    }

    /**
     * What these objects are. Those that are gone by now are not in the result.
     *
     * @throws RuntimeException what a lookup threw, other than that the object is gone
     */
    Map<Listed, LogicalMetadata> resolve(String bucket, List<Listed> objects) {
        Map<Listed, LogicalMetadata> resolved = HashMap.newHashMap(objects.size());
        List<Listed> asked = new ArrayList<>();
        for (Listed object : objects) {
            // A delta file has a header, so what is empty is what it seems.
            if (object.state.storedSize() == 0) {
                resolved.put(
                        object,
                        new LogicalMetadata(0, object.state.storedEtag(), Optional.empty(), false));
            } else {
                asked.add(object);
            }
        }
        Map<StoredState, LogicalMetadata> known =
                cache.getAll(bucket, asked.stream().map(Listed::state).toList());
        List<Listed> unknown = new ArrayList<>();
        for (Listed object : asked) {
            LogicalMetadata metadata = known.get(object.state);
            if (metadata == null) {
                unknown.add(object);
            } else {
                resolved.put(object, metadata);
            }
        }
        if (!unknown.isEmpty()) {
            resolved.putAll(lookUp(bucket, unknown));
        }
        return resolved;
    }

    private Map<Listed, LogicalMetadata> lookUp(String bucket, List<Listed> objects) {
        Map<Listed, LogicalMetadata> found = HashMap.newHashMap(objects.size());
        Map<StoredState, LogicalMetadata> toKeep = HashMap.newHashMap(objects.size());
        // Not virtual threads: once those have used a socket, a process takes 0.3 s longer to end.
        try (ExecutorService threads =
                Executors.newFixedThreadPool(
                        Math.min(objects.size(), MAX_CONCURRENT_LOOKUPS),
                        Thread.ofPlatform().daemon().name("lookup-", 0).factory())) {
            Map<Listed, Future<Optional<LogicalLookup.Answer>>> answers = new LinkedHashMap<>();
            for (Listed object : objects) {
                answers.put(object, threads.submit(() -> lookUp(bucket, object)));
            }
            try {
                for (Map.Entry<Listed, Future<Optional<LogicalLookup.Answer>>> answer :
                        answers.entrySet()) {
                    Listed object = answer.getKey();
                    answer.getValue()
                            .get()
                            .ifPresent(current -> {
                                found.put(object, current.metadata());
                                if (!current.storedEtag().isEmpty()) {
                                    toKeep.put(stateOf(object, current), current.metadata());
                                }
                            });
                }
            } catch (ExecutionException e) {
                threads.shutdownNow();
                throw unwrapped(e);
            } catch (InterruptedException e) {
                threads.shutdownNow();
                Thread.currentThread().interrupt();
                throw AbortedException.create("interrupted while listing s3://" + bucket, e);
            }
        }
        cache.putAll(bucket, toKeep);
        return found;
    }

    private Optional<LogicalLookup.Answer> lookUp(String bucket, Listed object)
            throws InterruptedException {
        permits.acquire();
        try {
            return Optional.of(lookup.lookup(bucket, object.state.key(), object.versionId));
        } catch (NoSuchKeyException e) {
            return Optional.empty(); // deleted since it was listed
        } catch (S3Exception e) {
            if (!S3Errors.isDamaged(e)) {
                throw e;
            }
            // One damaged object must not make a bucket unlistable: it is shown as the store lists
            // it, and whoever reads it is told.
            LOG.debug("an object does not say what it is", e);
            return Optional.of(
                    new LogicalLookup.Answer(
                            "",
                            object.state.storedSize(),
                            new LogicalMetadata(
                                    object.state.storedSize(),
                                    object.state.storedEtag(),
                                    Optional.empty(),
                                    false)));
        } finally {
            permits.release();
        }
    }

    private static StoredState stateOf(Listed object, LogicalLookup.Answer answer) {
        return new StoredState(object.state.key(), answer.storedEtag(), answer.storedSize());
    }

    private static RuntimeException unwrapped(ExecutionException e) {
        return switch (e.getCause()) {
            case RuntimeException cause -> cause;
            case Error cause -> throw cause;
            case null, default -> new IllegalStateException(e);
        };
    }
}
