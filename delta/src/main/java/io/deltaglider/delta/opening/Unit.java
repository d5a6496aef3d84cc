package io.deltaglider.delta.opening;

import io.deltaglider.delta.archive.StreamName;

/** A part of a depth that was one content before it was put behind the others: containers do not reach beyond it. */
record Unit(long from, long to, StreamName name) {
    /** The same part, where so many bytes lie in front of all parts. */
    Unit behind(long bytes) {
        return new Unit(from + bytes, to + bytes, name);
    }
}
