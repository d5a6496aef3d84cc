package io.deltaglider.delta.opened;

import io.deltaglider.delta.stream.StreamForm;

import java.util.Arrays;

/**
 * The streams of a reference that are opened. Addresses below the reference's size are its own bytes; the
 * contents of the streams follow, one after the other. A stream may lie in the content of one before it. Filled once,
 * then safe for use by many threads.
 */
public final class StreamTable {
    /** Addresses stay below this, so that sums of a few never overflow. */
    private static final long MAX_ADDRESS = 1L << 60;

    private final long referenceSize;
    private long[] positions = new long[16];
    private long[] starts = new long[17];
    private StreamForm[] forms = new StreamForm[16];
    private int count;

    /**
     * @param referenceSize bytes of the reference
     */
    public StreamTable(long referenceSize) {
        this.referenceSize = referenceSize;
        starts[0] = referenceSize;
    }

    /**
     * Adds a stream.
     *
     * @param position address of its first byte
     * @param contentLength bytes of its content
     * @param form how that is packed
     * @throws IllegalArgumentException if the position is not below all that is known, or a length impossible
     */
    public void add(long position, long contentLength, StreamForm form) {
        long start = starts[count];
        if (position < 0
                || position >= start
                || contentLength < 0
                || contentLength > MAX_ADDRESS - start) {
            throw new IllegalArgumentException(
                    "a stream at " + position + " with " + contentLength + " bytes of content");
        }
        if (count == positions.length) {
            positions = Arrays.copyOf(positions, count * 2);
            starts = Arrays.copyOf(starts, count * 2 + 1);
            forms = Arrays.copyOf(forms, count * 2);
        }
        positions[count] = position;
        forms[count] = form;
        count++;
        starts[count] = start + contentLength;
    }

    public int count() {
        return count;
    }

    /** Address of the first byte of a stream. */
    public long position(int stream) {
        return positions[stream];
    }

    public StreamForm form(int stream) {
        return forms[stream];
    }

    /** Address of the first byte of a stream's content. */
    public long start(int stream) {
        return starts[stream];
    }

    /** Address behind the last byte of a stream's content. */
    public long end(int stream) {
        return starts[stream + 1];
    }

    public long referenceSize() {
        return referenceSize;
    }

    /** End of all addresses. */
    public long size() {
        return starts[count];
    }

    /** The stream whose content holds an address; -1 if it is one of the reference's own bytes. */
    public int streamAt(long address) {
        if (address < referenceSize) {
            return -1;
        }
        int low = 0;
        int high = count - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (starts[middle] <= address) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        // Empty contents share their start with the next; the last of them that begins here holds
        // the address.
        return low;
    }
}
