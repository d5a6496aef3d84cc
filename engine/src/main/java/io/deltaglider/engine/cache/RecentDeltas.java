package io.deltaglider.engine.cache;

import io.deltaglider.engine.object.DeltaDescription;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The deltas that this process wrote or met last. What is remembered may be out of date: it saves a request only where the
 * next one names the stored ETag as its condition, and so fails if it is. Thread-safe.
 */
public final class RecentDeltas {
    private static final int LIMIT = 10_000;

    /**
     * A delta object as it was when it was met.
     *
     * @param storedEtag without quotes
     * @param storedSize bytes of the delta file
     */
    public record Recent(String storedEtag, long storedSize, DeltaDescription delta) {}

    private record Place(String bucket, String key) {}

    private final Map<Place, Recent> places =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Place, Recent> eldest) {
                    return size() > LIMIT;
                }
            };

    public synchronized void put(String bucket, String key, Recent recent) {
        if (!recent.storedEtag().isEmpty()) {
            places.put(new Place(bucket, key), recent);
        }
    }

    public synchronized Optional<Recent> get(String bucket, String key) {
        return Optional.ofNullable(places.get(new Place(bucket, key)));
    }

    public synchronized void forget(String bucket, String key) {
        places.remove(new Place(bucket, key));
    }
}
