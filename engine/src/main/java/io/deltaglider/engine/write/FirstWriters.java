package io.deltaglider.engine.write;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets one writer of this process at a time into a deltaspace that may have no reference yet, so that versions which are put at
 * the same time do not all become references. It saves space and is no part of what keeps data safe: other processes know nothing
 * of it. Where there is a reference nobody waits. Thread-safe.
 */
final class FirstWriters {
    private static final int BOUND = 10_000;

    private final Map<String, Waiting> waiting = new ConcurrentHashMap<>();

    /** Deltaspaces that have had a reference. Guarded by itself. */
    private final Map<String, Boolean> settled =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                    return size() > BOUND;
                }
            };

    private static final class Waiting {
        final ReentrantLock lock = new ReentrantLock();

        /** Changed inside {@link ConcurrentHashMap#compute} only. */
        int users;
    }

    /** A writer's time in a deltaspace; ends at the latest when it is closed, by the thread that began it. */
    final class Turn implements AutoCloseable {
        private final String space;
        private boolean exclusive;

        private Turn(String space, boolean exclusive) {
            this.space = space;
            this.exclusive = exclusive;
        }

        /** Whether this process has seen a reference in the deltaspace. */
        boolean isSettled() {
            return FirstWriters.this.isSettled(space);
        }

        /** There is a reference now: whoever waits may go on, and nobody will wait again. */
        void settle() {
            synchronized (settled) {
                settled.put(space, true);
            }
            close();
        }

        @Override
        public void close() {
            if (exclusive) {
                exclusive = false;
                leave(space);
            }
        }
    }

    /** Waits while another writer may be about to write the first reference. */
    Turn enter(String space) {
        if (isSettled(space)) {
            return new Turn(space, false);
        }
        Waiting entry =
                waiting.compute(
                        space,
                        (key, present) -> {
                            Waiting used = present == null ? new Waiting() : present;
                            used.users++;
                            return used;
                        });
        entry.lock.lock();
        Turn turn = new Turn(space, true);
        if (isSettled(space)) {
            turn.close();
        }
        return turn;
    }

    private void leave(String space) {
        waiting.computeIfPresent(
                space,
                (key, entry) -> {
                    entry.lock.unlock();
                    return --entry.users == 0 ? null : entry;
                });
    }

    private boolean isSettled(String space) {
        synchronized (settled) {
            return settled.get(space) != null;
        }
    }
}
