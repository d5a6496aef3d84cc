package io.deltaglider.delta.predict;

import io.deltaglider.delta.deflate.Token;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Go's compress/flate at levels 2 to 9 (deflate.go, the same since 2016): zlib's idea with a hash of four bytes, no matches of
 * three, and a search that does not depend on what the one before it found. Not safe for use by several threads.
 */
final class GoCompressor implements Compressor {
    private static final VarHandle SHORT =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int[][] LEVELS = {
        // lazy, nice, steps, longest match whose positions are inserted
        {0, 16, 8, 5},
        {0, 32, 32, 6},
        {4, 16, 16, 0},
        {16, 32, 32, 0},
        {16, 128, 128, 0},
        {32, 128, 256, 0},
        {128, 258, 1024, 0},
        {258, 258, 4096, 0},
    };

    private static final int GREEDY_LEVELS = 3;
    private static final int HASH_BITS = 17;
    private static final int WINDOW = 1 << 15;
    private static final int SHORTEST = 4;
    private static final int NO_MATCH = SHORTEST - 1;

    /** Matches of four bytes are not worth it from farther away. */
    private static final int TOO_FAR = 4096;

    /** Where in its buffer of two windows the compressor has gone on to when it slides. */
    private static final int SLIDES_AFTER = 2 * WINDOW - SHORTEST - Token.MAX_MATCH;

    private static final int BLOCK_TOKENS = 1 << 14;

    private final HashChains chains = new HashChains(PrefixHash.GO_FOUR, HASH_BITS, 15);
    private final CodeLengths codeLengths;
    private final boolean greedy;
    private final int lazy;
    private final int nice;
    private final int steps;
    private final int longestInserted;

    private int tokens;
    private int foundDistance;

    /** Content position of the compressor's buffer. */
    private long bufferStart;

    /** Position where the search is done already, and what it found. */
    private long knownAt = -1;

    private int knownLength;
    private int knownDistance;

    GoCompressor(int level, CodeLengths codeLengths) {
        this.codeLengths = codeLengths;
        int[] row = LEVELS[level - 2];
        greedy = level <= GREEDY_LEVELS;
        lazy = row[0];
        nice = row[1];
        steps = row[2];
        longestInserted = row[3];
        chains.restart(-1, Long.MAX_VALUE);
    }

    @Override
    public void restart() {
        chains.restart(-1, Long.MAX_VALUE);
        tokens = 0;
        bufferStart = 0;
        knownAt = -1;
    }

    @Override
    public int predict(ContentWindow window, long position) {
        int length;
        int distance;
        if (knownAt == position) {
            length = knownLength;
            distance = knownDistance;
        } else {
            length = search(window, position);
            distance = foundDistance;
        }
        if (length < SHORTEST) {
            return Token.literal(window.bytes()[window.index(position)]);
        }
        if (!greedy && length < lazy && window.contentLength() - position - 1 > length) {
            int longer = search(window, position + 1);
            if (longer > length) {
                knownAt = position + 1;
                knownLength = longer;
                knownDistance = foundDistance;
                return Token.literal(window.bytes()[window.index(position)]);
            }
        }
        return Token.match(length, distance);
    }

    /** Length of the match at a position, at least {@link #NO_MATCH}. */
    private int search(ContentWindow window, long position) {
        int limit = (int) Math.min(window.contentLength() - position, Token.MAX_MATCH);
        if (limit < SHORTEST) {
            return NO_MATCH;
        }
        slide(window, position);
        chains.insertThrough(window, position);
        byte[] bytes = window.bytes();
        int[] older = chains.older();
        int offset = chains.offset(window);
        int here = chains.relative(position);
        int lowest =
                Math.max(Math.max(here - WINDOW, chains.relative(bufferStart)), chains.floor() + 1);
        int enough = Math.min(nice, limit);
        int at = offset + here;
        int best = NO_MATCH;
        short ending = (short) SHORT.get(bytes, at + best - 1);
        int candidate = older[here & (WINDOW - 1)];
        for (int left = steps; left > 0 && candidate >= lowest; left--) {
            int from = offset + candidate;
            if ((short) SHORT.get(bytes, from + best - 1) == ending) {
                int length = CommonPrefix.length(bytes, from, at, limit);
                if (length > best && (length > SHORTEST || here - candidate <= TOO_FAR)) {
                    best = length;
                    foundDistance = here - candidate;
                    if (length >= enough) {
                        break;
                    }
                    ending = (short) SHORT.get(bytes, at + best - 1);
                }
            }
            if (candidate == here - WINDOW) {
                break;
            }
            candidate = older[candidate & (WINDOW - 1)];
        }
        return best;
    }

    /** Matches do not reach before the buffer, which moves on by a window when it is nearly used up and more is to come. */
    private void slide(ContentWindow window, long position) {
        long beyond = position - bufferStart - SLIDES_AFTER;
        if (beyond > 0) {
            long slides = (beyond + WINDOW - 1) / WINDOW;
            long most = Math.max((window.contentLength() - bufferStart - 1) / WINDOW - 1, 0);
            bufferStart += Math.min(slides, most) * WINDOW;
        }
    }

    @Override
    public void accept(ContentWindow window, long position, int token) {
        tokens++;
        if (greedy && !Token.isLiteral(token) && Token.length(token) > longestInserted) {
            chains.leaveOut(position + 1, Token.length(token) - 1);
        }
    }

    @Override
    public int literalsWithoutEnd(ContentWindow window, long position, int most) {
        long toEnd = window.contentLength() - position - 1;
        return (int) Math.max(Math.min(Math.min(toEnd, most), BLOCK_TOKENS - 1 - tokens), 0);
    }

    @Override
    public void acceptLiterals(ContentWindow window, long position, int count) {
        tokens += count;
    }

    @Override
    public boolean endsBlock(ContentWindow window, long position) {
        return tokens >= BLOCK_TOKENS || position == window.contentLength();
    }

    @Override
    public void blockEnded(long position) {
        tokens = 0;
    }

    @Override
    public CodeLengths codeLengths() {
        return codeLengths;
    }
}
