package io.deltaglider.engine.cache;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One lock for each key, kept only while somebody holds it or waits for it. They serve to do a thing once that many want, and not for safety:
 * where waiting would never end, since the holder waits for something that this thread holds, nobody waits, and the thing is done
 * twice. That goes for all locks of this class together. References need it: what one is a delta to is fetched while its own lock is
 * held, and two contents may be each a delta to the other in different places of a bucket.
 */
public final class KeyedLocks {
    private static final class Entry {
        final ReentrantLock lock = new ReentrantLock();

        volatile @Nullable Thread owner;

        /** Changed inside {@link ConcurrentHashMap#compute} only. */
        int users;
    }

    /** Released by closing, by the thread that acquired it. */
    public interface Held extends AutoCloseable {
        @Override
        void close();
    }

    /** Who waits for what. Guarded by itself. */
    private static final Map<Thread, Entry> WAITING = new HashMap<>();

    private final ConcurrentHashMap<String, Entry> entries = new ConcurrentHashMap<>();

    /** Waits until no other thread holds the lock, unless that would be for ever. May be held more than once by one thread. */
    public Held acquire(String key) {
        Entry entry =
                entries.compute(
                        key,
                        (_, present) -> {
                            Entry used = present == null ? new Entry() : present;
                            used.users++;
                            return used;
                        });
        if (lock(entry)) {
            entry.owner = Thread.currentThread();
            return () -> {
                if (entry.lock.getHoldCount() == 1) {
                    entry.owner = null;
                }
                entry.lock.unlock();
                release(key);
            };
        }
        return () -> release(key);
    }

    /** Whoever comes last to a circle of threads that wait for each other sees all of it, as each notes what it holds before it waits. */
    private static boolean lock(Entry entry) {
        if (entry.lock.tryLock()) {
            return true;
        }
        Thread self = Thread.currentThread();
        synchronized (WAITING) {
            if (leadsTo(self, entry)) {
                return false;
            }
            WAITING.put(self, entry);
        }
        try {
            entry.lock.lock();
            return true;
        } finally {
            synchronized (WAITING) {
                WAITING.remove(self);
            }
        }
    }

    private static boolean leadsTo(Thread self, Entry entry) {
        Entry at = entry;
        while (at != null) {
            Thread owner = at.owner;
            if (owner == self) {
                return true;
            }
            at = owner == null ? null : WAITING.get(owner);
        }
        return false;
    }

    private void release(String key) {
        entries.computeIfPresent(key, (_, used) -> --used.users == 0 ? null : used);
    }
}
