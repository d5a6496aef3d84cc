package io.deltaglider.delta.predict;

import io.deltaglider.delta.deflate.Token;

import java.util.Arrays;

/**
 * How libdeflate sees that the content changes so much that a new block pays (deflate_compress.c, do_end_block_check): by
 * counting kinds of tokens, of late and before. Not safe for use by several threads.
 */
final class SplitStatistics {
    private static final int KINDS = 10;
    private static final int LITERAL_KINDS = 8;
    private static final int LONG_MATCH = 9;
    private static final int CHECK_EVERY = 512;

    /** Blocks with less content and fewer tokens are ended only for good reason. */
    private static final int SMALL_BLOCK = 10_000;

    private static final int FEW_TOKENS = 8192;

    private final long[] before = new long[KINDS];
    private final long[] late = new long[KINDS];
    private long countBefore;
    private long countLate;

    void clear() {
        Arrays.fill(before, 0);
        Arrays.fill(late, 0);
        countBefore = 0;
        countLate = 0;
    }

    void count(int token) {
        int kind =
                Token.isLiteral(token)
                        ? ((token >> 5) & 6) | (token & 1)
                        : LITERAL_KINDS + (Token.length(token) >= LONG_MATCH ? 1 : 0);
        late[kind]++;
        countLate++;
    }

    /** Whether there are enough tokens of late to ask. */
    boolean isReady() {
        return countLate >= CHECK_EVERY;
    }

    /**
     * Whether the block should end; if not, what was of late is from now on what was before.
     *
     * @param blockLength content of the block in bytes
     */
    boolean shouldEnd(long blockLength) {
        if (countBefore > 0) {
            long difference = 0;
            for (int i = 0; i < KINDS; i++) {
                difference += Math.abs(late[i] * countBefore - before[i] * countLate);
            }
            long count = countBefore + countLate;
            long enough = countLate * 200 / 512 * countBefore;
            if (blockLength < SMALL_BLOCK && count < FEW_TOKENS) {
                enough += enough * (FEW_TOKENS - count) / FEW_TOKENS;
            }
            if (difference + blockLength / 4096 * countBefore >= enough) {
                return true;
            }
        }
        for (int i = 0; i < KINDS; i++) {
            before[i] += late[i];
            late[i] = 0;
        }
        countBefore += countLate;
        countLate = 0;
        return false;
    }
}
