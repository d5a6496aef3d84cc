package io.deltaglider.delta.predict;

import io.deltaglider.delta.deflate.Token;

/**
 * When compressors of zlib's kin end a block: when their buffer of tokens is full; and GNU gzip and Info-ZIP's zip also
 * when what they have so far compresses well (trees.c, ct_tally). Not safe for use by several threads.
 */
final class BlockCounter {
    /** The second rule looks at every so many tokens. */
    private static final int LOOK = 4096;

    private final int most;
    private final boolean truncates;

    /** How far the compressor has read when it judges a token: zlib's lazy search is one byte ahead. */
    private final int ahead;

    private int tokens;
    private int matches;
    private long distanceBits;
    private long blockStart;
    private long lastToken;

    /**
     * @param most tokens of a block
     * @param truncates whether the second rule is in use
     */
    BlockCounter(int most, boolean truncates, int ahead) {
        this.most = most;
        this.truncates = truncates;
        this.ahead = ahead;
    }

    void count(long position, int token) {
        tokens++;
        if (truncates) {
            lastToken = position;
            if (!Token.isLiteral(token)) {
                matches++;
                distanceBits += 5 + extraBits(Token.distance(token));
            }
        }
    }

    /** How many tokens can be counted, none of which makes the block full. */
    int left() {
        int toMost = most - 1 - tokens;
        return truncates ? Math.min(toMost, LOOK - 1 - (tokens & (LOOK - 1))) : toMost;
    }

    /**
     * Counts literals.
     *
     * @param last position of the last of them
     */
    void countLiterals(long last, int count) {
        tokens += count;
        lastToken = last;
    }

    boolean isFull() {
        if (tokens >= most) {
            return true;
        }
        if (!truncates || tokens == 0 || (tokens & (LOOK - 1)) != 0) {
            return false;
        }
        long in = lastToken + ahead - blockStart;
        long out = (tokens * 8L + distanceBits) >>> 3;
        return matches < tokens / 2 && out < in / 2;
    }

    void reset(long position) {
        tokens = 0;
        matches = 0;
        distanceBits = 0;
        blockStart = position;
    }

    private static int extraBits(int distance) {
        return Math.max(30 - Integer.numberOfLeadingZeros(distance - 1), 0);
    }
}
