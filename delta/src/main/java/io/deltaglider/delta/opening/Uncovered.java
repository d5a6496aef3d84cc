package io.deltaglider.delta.opening;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.archive.PackedStreams;
import io.deltaglider.delta.level.Covers;
import io.deltaglider.delta.scratch.Scratch;

import java.io.IOException;
import java.util.Set;

/** The bytes of a depth's target that the reference does not have at the same depth. Not safe for use by several threads. */
final class Uncovered {
    /** Shorter runs lie between others that belong together. */
    private static final int SHORTEST = 64;

    private static final int BUFFER = 64 << 10;

    private final Depth depth;

    Uncovered(Depth depth) {
        this.depth = depth;
    }

    /** How many there are, about. */
    long bytes() {
        return depth.target().size() - depth.coveredBytes(0, depth.target().size());
    }

    /**
     * Copies them one behind the other.
     *
     * @param without streams whose bytes are left out
     * @param most bytes that are copied
     */
    Content copy(PackedStreams streams, Set<Integer> without, Scratch into, long most)
            throws IOException {
        byte[] buffer = new byte[BUFFER];
        long at = 0;
        for (int stream : without) {
            copyGaps(at, Math.max(at, streams.position(stream)), into, most, buffer);
            at = Math.max(at, streams.limit(stream));
        }
        copyGaps(at, depth.target().size(), into, most, buffer);
        return into;
    }

    private void copyGaps(long from, long to, Scratch into, long most, byte[] buffer)
            throws IOException {
        StretchCovers all = depth.covers();
        long at = from;
        while (at < to && into.size() < most) {
            int stretch = (int) (at / all.stretchLength());
            long start = (long) stretch * all.stretchLength();
            long end = Math.min(to, start + all.stretchLength());
            Covers covers = all.get(stretch);
            for (int i = covers.firstEndingAfter((int) (at - start));
                    i < covers.count() && at < end;
                    i++) {
                copy(at, Math.min(end, start + covers.start(i)), into, most, buffer);
                at = Math.max(at, Math.min(end, start + covers.end(i)));
            }
            copy(at, end, into, most, buffer);
            at = end;
        }
    }

    private void copy(long from, long to, Scratch into, long most, byte[] buffer)
            throws IOException {
        if (to - from < SHORTEST) {
            return;
        }
        for (long at = from; at < to && into.size() < most; at += buffer.length) {
            int n = (int) Math.min(buffer.length, to - at);
            depth.target().read(at, buffer, 0, n);
            into.append(buffer, 0, n);
        }
    }
}
