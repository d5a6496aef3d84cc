package io.deltaglider.delta.container;

import io.deltaglider.delta.level.PagedReference;

import java.io.IOException;

/**
 * The differences between covers and their reference, over all covers of a level as if they stood in a row: runs of
 * zeros are counted, other runs give their bytes. Runs alternate, zeros first; zeros at the end are left out.
 */
final class DiffWriter {
    private static final int PIECE = 64;

    private final ByteBuilder runs = new ByteBuilder(1 << 12);
    private final ByteBuilder bytes = new ByteBuilder(1 << 12);
    private final byte[] piece = new byte[PIECE];

    /** Bytes without a difference since the last run that had some. */
    private long zeros;

    /** Length of the run of differences that is being collected. */
    private long run;

    void clear() {
        runs.clear();
        bytes.clear();
        zeros = 0;
        run = 0;
    }

    /** Covers bytes that are as in the reference. */
    void same(int length) {
        endRun();
        zeros += length;
    }

    void add(byte[] target, int start, int length, long from, PagedReference reference)
            throws IOException {
        int done = 0;
        while (done < length) {
            int same = reference.matchForward(from + done, target, start + done, length - done);
            if (same > 0) {
                same(same);
                done += same;
            }
            int n = Math.min(PIECE, length - done);
            reference.copy(from + done, piece, 0, n);
            for (int i = 0; i < n; i++) {
                byte diff = (byte) (target[start + done + i] - piece[i]);
                if (diff == 0) {
                    endRun();
                    zeros++;
                } else {
                    if (run == 0) {
                        runs.putVarint(zeros);
                        zeros = 0;
                    }
                    run++;
                    bytes.put(diff);
                }
            }
            done += n;
        }
    }

    private void endRun() {
        if (run > 0) {
            runs.putVarint(run - 1);
            run = 0;
        }
    }

    int length() {
        return runs().length() + bytes.length();
    }

    ByteBuilder runs() {
        endRun();
        return runs;
    }

    ByteBuilder bytes() {
        return bytes;
    }
}
