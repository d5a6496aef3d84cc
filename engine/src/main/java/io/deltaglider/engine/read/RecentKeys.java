package io.deltaglider.engine.read;

import io.deltaglider.engine.backend.ObjectAddress;

import java.util.LinkedHashMap;
import java.util.Map;

/** Objects that were delta files when they were last read: a hint that saves a request, and harms nothing when it is wrong. Thread-safe. */
final class RecentKeys {
    private static final int BOUND = 4096;

    private final Map<String, Boolean> keys =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                    return size() > BOUND;
                }
            };

    synchronized boolean contains(ObjectAddress address) {
        return keys.get(address.uri()) != null;
    }

    synchronized void add(ObjectAddress address) {
        keys.put(address.uri(), true);
    }

    synchronized void remove(ObjectAddress address) {
        keys.remove(address.uri());
    }
}
