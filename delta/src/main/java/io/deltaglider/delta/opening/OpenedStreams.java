package io.deltaglider.delta.opening;

import io.deltaglider.delta.stream.StreamForm;

import java.util.Arrays;
import java.util.BitSet;

/**
 * The streams of one depth of a target that were opened, in order. Their contents, one after the other, are the next
 * depth. Not safe for use by several threads while it changes.
 */
public final class OpenedStreams {
    private long[] positions = new long[16];
    private long[] packedLengths = new long[16];
    private long[] contentStarts = new long[17];
    private long[] unpackedLengths = new long[16];
    private StreamForm[] forms = new StreamForm[16];
    private final BitSet closed = new BitSet();
    private int count;

    /** Adds a stream behind the last one. */
    public void add(long position, long packedLength, long contentLength, StreamForm form) {
        if (position < (count == 0 ? 0 : positions[count - 1] + packedLengths[count - 1])) {
            throw new IllegalArgumentException("stream out of order at " + position);
        }
        if (count == positions.length) {
            positions = Arrays.copyOf(positions, count * 2);
            packedLengths = Arrays.copyOf(packedLengths, count * 2);
            contentStarts = Arrays.copyOf(contentStarts, count * 2 + 1);
            unpackedLengths = Arrays.copyOf(unpackedLengths, count * 2);
            forms = Arrays.copyOf(forms, count * 2);
        }
        positions[count] = position;
        forms[count] = form;
        packedLengths[count] = packedLength;
        unpackedLengths[count] = contentLength;
        count++;
        contentStarts[count] = contentStarts[count - 1] + contentLength;
    }

    public StreamForm form(int stream) {
        return forms[stream];
    }

    public int count() {
        return count;
    }

    public long position(int stream) {
        return positions[stream];
    }

    public long packedLength(int stream) {
        return packedLengths[stream];
    }

    /** Position behind a stream. */
    public long end(int stream) {
        return positions[stream] + packedLengths[stream];
    }

    /** Where a stream's content begins, at the next depth. */
    public long contentStart(int stream) {
        return contentStarts[stream];
    }

    public long contentEnd(int stream) {
        return contentStarts[stream + 1];
    }

    public long contentLength(int stream) {
        return contentStarts[stream + 1] - contentStarts[stream];
    }

    /** Bytes that the content has when the streams in it are opened too. */
    public long unpackedLength(int stream) {
        return unpackedLengths[stream];
    }

    void setUnpackedLength(int stream, long length) {
        unpackedLengths[stream] = length;
    }

    /** Marks a stream as not worth opening after all. */
    public void close(int stream) {
        closed.set(stream);
    }

    public boolean isClosed(int stream) {
        return closed.get(stream);
    }

    /** The first stream that ends behind {@code position}; {@link #count} if there is none. */
    public int firstEndingAfter(long position) {
        int first = firstFrom(position);
        return first > 0 && end(first - 1) > position ? first - 1 : first;
    }

    /** The first stream that begins at {@code position} or later; {@link #count} if there is none. */
    public int firstFrom(long position) {
        int found = Arrays.binarySearch(positions, 0, count, position);
        return found >= 0 ? found : -found - 1;
    }
}
