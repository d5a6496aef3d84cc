package io.deltaglider.delta.opening;

import io.deltaglider.delta.archive.PackedStreams;
import io.deltaglider.delta.archive.StreamKind;
import io.deltaglider.delta.deflate.ContentReader;
import io.deltaglider.delta.deflate.DamagedStreamException;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells the streams that the reference has whole, byte for byte, from those that have to be looked into. One of unknown length, in
 * bytes of no known structure, is inflated for that as far as the reference has its bytes: if it ends there, it is all
 * there. Not safe for use by several threads.
 */
final class CoveredStreams {
    private static final long NOT_COVERED = -1;
    private static final int BUFFER = 16 << 10;

    private final Depth depth;
    private final PackedStreams streams;
    private final byte[] buffer = new byte[BUFFER];
    private long room;
    private int measured;

    /**
     * @param mostContent bytes that may be inflated in all; what would take more counts as not covered
     */
    CoveredStreams(Depth depth, PackedStreams streams, long mostContent) {
        this.depth = depth;
        this.streams = streams;
        this.room = mostContent;
    }

    /** Streams that the reference does not have whole, and that do not begin inside one that it has. */
    List<Integer> others() throws IOException {
        List<Integer> others = new ArrayList<>();
        long covered = 0;
        for (int i = 0; i < streams.count(); i++) {
            if (streams.position(i) >= covered) {
                long end = coveredEnd(i);
                covered = Math.max(covered, end);
                if (end == NOT_COVERED) {
                    others.add(i);
                }
            }
        }
        return others;
    }

    /** Streams that were inflated to find their ends. */
    int measured() {
        return measured;
    }

    /** Where a stream ends that the reference has whole; {@link #NOT_COVERED} otherwise. */
    private long coveredEnd(int stream) throws IOException {
        long position = streams.position(stream);
        long limit = streams.limit(stream);
        long exact = depth.exactEnd(position, limit);
        if (exact == limit) {
            return limit;
        }
        // A member of a gzip file, the usual one without a length, has its limit near its end.
        boolean isOpen =
                streams.packedLength(stream) < 0 && streams.kind(stream) != StreamKind.GZIP;
        return isOpen && exact > position ? endBefore(stream, exact) : NOT_COVERED;
    }

    /** Where a stream ends that may end before the limit; {@link #NOT_COVERED} if it does not. */
    private long endBefore(int stream, long limit) throws IOException {
        measured++;
        long position = streams.position(stream);
        ContentReader reader =
                streams.kind(stream).form().read(depth.target(), position, limit, null);
        try {
            for (int n = reader.read(buffer, 0, BUFFER);
                    n >= 0;
                    n = reader.read(buffer, 0, BUFFER)) {
                room -= n;
                if (room < 0) {
                    return NOT_COVERED;
                }
            }
        } catch (DamagedStreamException | RuntimeException | StackOverflowError e) {
            return NOT_COVERED;
        }
        return position + reader.packedLength();
    }
}
