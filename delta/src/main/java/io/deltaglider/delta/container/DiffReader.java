package io.deltaglider.delta.container;

import io.deltaglider.delta.CorruptDeltaException;

/** Adds the differences of a level to its covers, which are handed over one after the other. */
final class DiffReader {
    private final ByteCursor passes;
    private final ByteCursor runs;
    private final ByteCursor bytes;
    private final byte[] array;

    /** Covered bytes still to pass before the next run of differences; unlimited after the last. */
    private long zeros;

    /** Bytes of the run of differences after those. */
    private long run;

    /**
     * @param passes covered bytes before each run of differences
     * @param runs length of each of these runs; may be the same cursor, if they take turns
     * @param bytes the differences
     * @param array that {@code bytes} is on
     */
    DiffReader(ByteCursor passes, ByteCursor runs, ByteCursor bytes, byte[] array)
            throws CorruptDeltaException {
        this.passes = passes;
        this.runs = runs;
        this.bytes = bytes;
        this.array = array;
        next();
    }

    private void next() throws CorruptDeltaException {
        if (passes.remaining() == 0) {
            zeros = Long.MAX_VALUE;
            run = 0;
            return;
        }
        zeros = passes.varint();
        run = 1L + runs.varint(bytes.remaining() - 1, "run of differences, less one,");
    }

    /** Adds what differs in the next {@code length} covered bytes, which lie at {@code into[start]}. */
    void apply(byte[] into, int start, int length) throws CorruptDeltaException {
        int at = start;
        int end = start + length;
        while (zeros < end - at) {
            at += (int) zeros;
            zeros = 0;
            int n = (int) Math.min(run, end - at);
            int from = bytes.skip(n);
            for (int i = 0; i < n; i++) {
                into[at + i] += array[from + i];
            }
            at += n;
            run -= n;
            if (run > 0) {
                return;
            }
            next();
        }
        zeros -= end - at;
    }

    void requireEnd() throws CorruptDeltaException {
        passes.requireEnd();
        runs.requireEnd();
        bytes.requireEnd();
    }
}
