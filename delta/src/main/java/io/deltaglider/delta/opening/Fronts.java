package io.deltaglider.delta.opening;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.archive.PackedStreams;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Finds streams by the bytes in front of them: an object's name, a record's key. That a stream before was taken for one that is none does not
 * change those. Not safe for use by several threads.
 */
final class Fronts {
    /** Bytes that are compared, those of the stream's own header among them. */
    private static final int LENGTH = 32;

    /** Different bytes among those, at least. */
    private static final int DISTINCT = 8;

    private static final int NONE = -1;

    private final Depth depth;
    private final PackedStreams candidates;
    private final Map<Long, Integer> streams = new HashMap<>();

    /** The streams of the depth's reference. */
    Fronts(Depth depth, PackedStreams candidates) throws IOException {
        this.depth = depth;
        this.candidates = candidates;
        for (int i = 0; i < candidates.count(); i++) {
            int stream = i;
            byte[] front = front(depth.reference(), candidates.position(i));
            streams.merge(hash(front), stream, (one, other) -> NONE);
        }
    }

    /** The only stream of the reference with the same bytes in front as a stream of the target has; -1 if there is none. */
    int find(long position) throws IOException {
        int found = streams.getOrDefault(hash(front(depth.target(), position)), NONE);
        return found >= 0 && areSame(position, found) ? found : NONE;
    }

    /** Whether a stream of the reference has the same bytes in front as one of the target. */
    boolean areSame(long position, int stream) throws IOException {
        byte[] front = front(depth.target(), position);
        return tells(front)
                && Arrays.equals(front, front(depth.reference(), candidates.position(stream)));
    }

    /** A length behind padding is the same in front of many. */
    private static boolean tells(byte[] front) {
        return front.length == LENGTH
                && new String(front, StandardCharsets.ISO_8859_1).chars().distinct().count()
                        >= DISTINCT;
    }

    private static byte[] front(Content content, long position) throws IOException {
        byte[] bytes = new byte[(int) Math.min(LENGTH, position)];
        content.read(position - bytes.length, bytes, 0, bytes.length);
        return bytes;
    }

    private static long hash(byte[] front) {
        long hash = 0;
        for (byte b : front) {
            hash = (hash ^ b) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 29;
        }
        return hash;
    }
}
