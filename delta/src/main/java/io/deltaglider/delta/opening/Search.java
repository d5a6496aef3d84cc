package io.deltaglider.delta.opening;

import io.deltaglider.delta.archive.StreamName;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/**
 * Which bytes of no known structure are searched for streams: of the target those that differ from the reference, of the reference
 * those of the same names, and of others as many as it takes about as long to search. Not safe for use by several threads.
 */
final class Search {
    /** Bytes of the reference that are searched under other names, for each that is searched of the target; and in any case. */
    private static final int EFFORT = 2;

    private static final long FREE_EFFORT = 64L << 20;

    private final Depth depth;
    private final Set<Long> names = new HashSet<>();
    private final Set<Long> patterns = new HashSet<>();
    private long room = FREE_EFFORT;

    Search(Depth depth) {
        this.depth = depth;
    }

    /** To be asked for all of the target before the reference. */
    boolean inTarget(long from, long to, StreamName name, int containers) throws IOException {
        if (depth.isCovered(from, to)) {
            return false;
        }
        room += EFFORT * (to - from);
        names.add(name.name());
        patterns.add(name.pattern());
        return true;
    }

    boolean inReference(long from, long to, StreamName name, int containers) {
        if (names.contains(name.name()) || patterns.contains(name.pattern())) {
            return true;
        }
        room -= to - from;
        return room >= 0;
    }
}
