package io.deltaglider.engine.simulation;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What clients asked for and were told, and so what may lie under each key in the end. */
final class History {
    private static final int NEVER = Integer.MAX_VALUE;

    /** One write of a key: of bytes, of what another key had, or of nothing. */
    static final class Write {
        private final int start;
        private int end = NEVER;
        private final byte @Nullable [] bytes;
        private final @Nullable String copyOf;

        private Write(int start, byte @Nullable [] bytes, @Nullable String copyOf) {
            this.start = start;
            this.bytes = bytes;
            this.copyOf = copyOf;
        }

        /** The client was told that it is done. */
        void acknowledge(int step) {
            end = step;
        }
    }

    private final Map<String, List<Write>> writes = new TreeMap<>();

    Set<String> keys() {
        return writes.keySet();
    }

    /** @param bytes null for a deletion */
    Write begin(String key, int step, byte @Nullable [] bytes) {
        return add(key, new Write(step, bytes, null));
    }

    Write beginCopy(String source, String key, int step) {
        return add(key, new Write(step, null, source));
    }

    private Write add(String key, Write write) {
        writes.computeIfAbsent(key, _ -> new ArrayList<>()).add(write);
        return write;
    }

    /** Whether the key may hold these bytes (null: nothing) now that all is over. */
    boolean allows(String key, byte @Nullable [] found) {
        List<Write> all = writes.getOrDefault(key, List.of());
        boolean settled = all.stream().anyMatch(each -> each.end != NEVER);
        if (found == null && !settled) {
            return true;
        }
        for (Write each : all) {
            boolean overwritten =
                    all.stream().anyMatch(other -> other.end != NEVER && other.start > each.end);
            if (!overwritten && matches(each, found, new HashSet<>())) {
                return true;
            }
        }
        return false;
    }

    private boolean matches(Write write, byte @Nullable [] found, Set<String> asked) {
        if (write.copyOf == null) {
            return Arrays.equals(write.bytes, found);
        }
        return found != null
                && asked.add(write.copyOf)
                && writes.getOrDefault(write.copyOf, List.of()).stream()
                        .anyMatch(each -> matches(each, found, asked));
    }
}
