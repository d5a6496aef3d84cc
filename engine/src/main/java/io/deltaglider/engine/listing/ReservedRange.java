package io.deltaglider.engine.listing;

import io.deltaglider.engine.layout.ReservedKeys;

import org.jspecify.annotations.Nullable;

/** Where the engine's own keys are in the order of a listing, which is that of their UTF-8 bytes. */
final class ReservedRange {
    /** Sorts after every reserved key and before every other key behind them: the last code point of Unicode is in no key of ours. */
    static final String END = ReservedKeys.PREFIX + "\udbff\udfff";

    private ReservedRange() {}

    /** Whether all keys with this prefix are reserved. */
    static boolean holdsAll(@Nullable String prefix) {
        return prefix != null && ReservedKeys.isReserved(prefix);
    }

    /** Whether a listing of this prefix comes through here. */
    static boolean isReachable(@Nullable String prefix) {
        return prefix == null || ReservedKeys.PREFIX.startsWith(prefix) || holdsAll(prefix);
    }

    static boolean contains(String name) {
        return ReservedKeys.isReserved(name);
    }

    /** Whether a group of this name holds reserved keys, and perhaps others. */
    static boolean mayBeIn(String group) {
        return ReservedKeys.PREFIX.startsWith(group);
    }

    /** The first character that differs decides, and the prefix is ASCII: so Java's order gives what that of UTF-8 does. */
    static boolean isBefore(String name) {
        return !contains(name) && name.compareTo(ReservedKeys.PREFIX) > 0;
    }
}
