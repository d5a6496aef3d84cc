package io.deltaglider.cli.stats;

import io.deltaglider.engine.collect.CollectOptions;
import io.deltaglider.engine.layout.ReferenceKey;

import software.amazon.awssdk.services.s3.S3Client;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * References that a collection has retired and a later one will delete, if no object needs them by then.
 *
 * @param bytes what they take
 * @param freeAfter when a collection with the usual grace period may have deleted all of them; empty where there are none
 */
public record RetiredReferences(long count, long bytes, Optional<Instant> freeAfter) {
    /** Of a whole bucket, from a listing of its references. */
    public static RetiredReferences of(S3Client backend, String bucket) {
        Map<String, Long> sizes = new HashMap<>();
        Map<String, Instant> marked = new HashMap<>();
        StoredListing.all(
                backend,
                bucket,
                ReferenceKey.REFERENCES_PREFIX,
                object -> {
                    ReferenceKey.parseMarker(object.key())
                            .ifPresent(each -> marked.put(each.key(), object.lastModified()));
                    if (ReferenceKey.parse(object.key()).isPresent()) {
                        sizes.put(object.key(), object.size());
                    }
                });
        marked.keySet().retainAll(sizes.keySet());
        return new RetiredReferences(
                marked.size(),
                marked.keySet().stream().mapToLong(sizes::get).sum(),
                marked.values().stream()
                        .max(Instant::compareTo)
                        .map(last -> last.plus(CollectOptions.DEFAULT_GRACE)));
    }
}
