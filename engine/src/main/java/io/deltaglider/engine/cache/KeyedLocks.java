package io.deltaglider.engine.cache;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** One lock for each key, kept only while somebody holds it or waits for it. */
final class KeyedLocks {
    private static final class Entry {
        final ReentrantLock lock = new ReentrantLock();

        /** Changed inside {@link ConcurrentHashMap#compute} only. */
        int users;
    }

    /** Released by closing, by the thread that acquired it. */
    interface Held extends AutoCloseable {
        @Override
        void close();
    }

    private final ConcurrentHashMap<String, Entry> entries = new ConcurrentHashMap<>();

    Held acquire(String key) {
        Entry entry =
                entries.compute(
                        key,
                        (k, present) -> {
                            Entry used = present == null ? new Entry() : present;
                            used.users++;
                            return used;
                        });
        entry.lock.lock();
        return () -> release(key, entry);
    }

    private void release(String key, Entry entry) {
        entry.lock.unlock();
        entries.computeIfPresent(key, (k, used) -> --used.users == 0 ? null : used);
    }
}
