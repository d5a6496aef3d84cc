package io.deltaglider.delta.container;

import io.deltaglider.delta.CorruptDeltaException;

/**
 * Long runs of literals that are kept apart, to be coded by zstd as one: there are too many of them for a slower coder, or
 * they cannot be made smaller anyway. Not safe for use by several threads.
 */
final class ApartLiterals {
    private final ByteBuilder bytes;
    private final boolean reading;
    private final int shortest;
    private int position;

    private ApartLiterals(ByteBuilder bytes, boolean reading, int shortest) {
        this.bytes = bytes;
        this.reading = reading;
        this.shortest = shortest;
    }

    static ApartLiterals none() {
        return new ApartLiterals(new ByteBuilder(0), true, Integer.MAX_VALUE);
    }

    /** Collects runs of at least {@code shortest} bytes. */
    static ApartLiterals collectedIn(ByteBuilder bytes, int shortest) {
        return new ApartLiterals(bytes, false, shortest);
    }

    static ApartLiterals from(byte[] bytes) {
        ByteBuilder builder = new ByteBuilder(bytes.length);
        builder.put(bytes, 0, bytes.length);
        return new ApartLiterals(builder, true, 0);
    }

    /** Whether a run of this length is to be kept apart. */
    boolean takes(int length) {
        return length >= shortest;
    }

    /** Collects a run, or hands it out. */
    void pass(byte[] target, int from, int to) throws CorruptDeltaException {
        if (!reading) {
            bytes.put(target, from, to - from);
            return;
        }
        if (to - from > bytes.length() - position) {
            throw new CorruptDeltaException("too few literals");
        }
        System.arraycopy(bytes.array(), position, target, from, to - from);
        position += to - from;
    }

    /** Whether all have been handed out. */
    boolean isAtEnd() {
        return position == bytes.length();
    }
}
