package io.deltaglider.delta.opening;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.level.Covers;

import java.io.IOException;
import java.util.Arrays;

/**
 * One depth of a target and a reference. Depth 0 are the two themselves; depth d + 1 are the contents of streams that
 * were opened at depth d, one after the other.
 */
public final class Depth {
    /** Bytes that are compared at once. */
    private static final int COMPARED = 16 << 10;

    private final Content target;
    private final Content reference;
    private final long referenceStart;
    private final StretchCovers covers;
    private final OpenedStreams opened = new OpenedStreams();

    /**
     * @param referenceStart address of the first byte of {@code reference}
     */
    Depth(Content target, Content reference, long referenceStart, StretchCovers covers) {
        this.target = target;
        this.reference = reference;
        this.referenceStart = referenceStart;
        this.covers = covers;
    }

    public Content target() {
        return target;
    }

    public Content reference() {
        return reference;
    }

    /** Address of the first byte of {@link #reference}. */
    public long referenceStart() {
        return referenceStart;
    }

    StretchCovers covers() {
        return covers;
    }

    /** Whether the reference has all of a part of this depth, byte for byte. */
    boolean isCovered(long from, long to) throws IOException {
        return exactEnd(from, to) == to;
    }

    /** Where the bytes from {@code from} on that the reference has, byte for byte, end; {@code to} at the latest. */
    long exactEnd(long from, long to) throws IOException {
        return covers.exactEnd(from, to, this::same);
    }

    /** Where the reference has the byte at a position, in {@link #reference}; -1 if that is not known. */
    long place(long position) {
        return covers.place(position);
    }

    private int same(long position, long from, int length) throws IOException {
        byte[] a = new byte[Math.min(length, COMPARED)];
        byte[] b = new byte[a.length];
        for (int done = 0; done < length; ) {
            int n = Math.min(a.length, length - done);
            target.read(position + done, a, 0, n);
            reference.read(from + done, b, 0, n);
            int different = Arrays.mismatch(a, 0, n, b, 0, n);
            if (different >= 0) {
                return done + different;
            }
            done += n;
        }
        return length;
    }

    /** The streams of this depth that were opened. */
    public OpenedStreams opened() {
        return opened;
    }

    /**
     * Adds the covers of a part of this depth to those of a stretch.
     *
     * @param place where the part begins in the stretch
     */
    public void copyCovers(long from, int length, int place, Covers into) {
        covers.copy(from, length, place, referenceStart, into);
    }

    /** Bytes of a part of this depth that the reference has, about. */
    public long coveredBytes(long from, long to) {
        return covers.coveredBytes(from, to);
    }
}
