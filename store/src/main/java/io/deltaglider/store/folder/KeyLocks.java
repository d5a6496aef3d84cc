package io.deltaglider.store.folder;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** Mutual exclusion by name, with a fixed number of locks: different names rarely wait for each other, equal ones always do. */
final class KeyLocks {
    private static final int STRIPES = 256;

    private final Lock[] locks = new Lock[STRIPES];

    KeyLocks() {
        for (int i = 0; i < STRIPES; i++) {
            locks[i] = new ReentrantLock();
        }
    }

    Lock of(String name) {
        int hash = name.hashCode();
        return locks[(hash ^ (hash >>> 8) ^ (hash >>> 16)) & (STRIPES - 1)];
    }
}
