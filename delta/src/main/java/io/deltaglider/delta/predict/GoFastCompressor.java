package io.deltaglider.delta.predict;

import io.deltaglider.delta.deflate.Token;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Go's compress/flate at level 1 (deflatefast.go), which goes about as Snappy does: one candidate per hash of four bytes,
 * and longer and longer strides where nothing is found. At level 0 it looks for nothing at all, as Go does for
 * {@code HuffmanOnly}. Not safe for use by several threads.
 */
final class GoFastCompressor implements Compressor {
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int TABLE_BITS = 14;
    private static final int FACTOR = 0x1E35A7BD;
    private static final int BLOCK = 65_535;

    /** Bytes at the end of a block where no match begins. */
    private static final int INPUT_MARGIN = 15;

    /** A last block that is shorter is not looked at. */
    private static final int SMALLEST_BLOCK = 128;

    private static final int SHORTEST = 4;
    private static final int FIRST_SKIP = 32;

    /** Matches whose positions may still matter: they are at least four bytes long. */
    private static final int PENDING = 1 << 14;

    private final boolean searches;
    private final CodeLengths codeLengths;

    /** By hash: the position last seen plus one, relative to the base; 0 for none. */
    private final int[] table = new int[1 << TABLE_BITS];

    /** By hash: the bytes there. */
    private final int[] value = new int[1 << TABLE_BITS];

    /** Matches that the table has not been told of yet: a ring of starts and lengths. */
    private final long[] pendingStart = new long[PENDING];

    private final short[] pendingLength = new short[PENDING];
    private int firstPending;
    private int lastPending;

    private long base;
    private long blockStart;
    private long blockEnd;

    /** The next position to be looked at, and how fast the stride grows. */
    private long probe;

    private int skip;

    /** Whether the next position is right behind a match. */
    private boolean behindMatch;

    /** Set when no more matches can come in this block. */
    private boolean remainder;

    private long matchedAt;
    private int matchedLength;
    private int matchedDistance;

    GoFastCompressor(boolean searches, CodeLengths codeLengths) {
        this.searches = searches;
        this.codeLengths = codeLengths;
        restart();
    }

    @Override
    public void restart() {
        Arrays.fill(table, 0);
        firstPending = lastPending;
        base = 0;
        blockStart = 0;
        blockEnd = 0;
        matchedAt = -1;
    }

    @Override
    public int predict(ContentWindow window, long position) {
        if (searches) {
            follow(window, position);
            scan(window, position);
            if (matchedAt == position) {
                return Token.match(matchedLength, matchedDistance);
            }
        }
        return Token.literal(window.bytes()[window.index(position)]);
    }

    /** Makes up for the matches accepted since the last question. */
    private void follow(ContentWindow window, long position) {
        while (firstPending != lastPending) {
            long start = pendingStart[firstPending & (PENDING - 1)];
            int length = pendingLength[firstPending & (PENDING - 1)];
            firstPending++;
            if (start >= position - 2 * Token.MAX_DISTANCE + Token.MAX_MATCH
                    && start >= window.start()) {
                scan(window, start);
                matched(start + length);
            }
        }
        if (position >= blockEnd) {
            enterBlock(window, position);
        }
    }

    /** The state behind a match, or behind what was taken for one. */
    private void matched(long end) {
        if (end >= blockEnd) {
            return;
        }
        matchedAt = -1;
        probe = end;
        behindMatch = true;
        remainder = end >= blockEnd - INPUT_MARGIN;
    }

    private void enterBlock(ContentWindow window, long position) {
        blockStart = position - position % BLOCK;
        blockEnd = Math.min(blockStart + BLOCK, window.contentLength());
        probe = blockStart;
        skip = FIRST_SKIP;
        behindMatch = false;
        remainder = blockEnd - blockStart < SMALLEST_BLOCK;
        matchedAt = -1;
        if (blockStart - base > 1 << 30) {
            Arrays.fill(table, 0);
            base = blockStart;
        }
    }

    /** Looks at the positions up to this one that the compressor looks at. */
    private void scan(ContentWindow window, long position) {
        if (position >= blockEnd) {
            enterBlock(window, position);
        }
        long last = blockEnd - INPUT_MARGIN;
        byte[] bytes = window.bytes();
        while (!remainder && probe <= position) {
            long here = probe;
            if (behindMatch) {
                if (here - 1 >= window.start()) {
                    put(here - 1, (int) INT.get(bytes, window.index(here - 1)));
                }
                behindMatch = false;
                skip = FIRST_SKIP;
                probe = here + 1;
            } else {
                int stride = skip >>> 5;
                skip += stride;
                probe = here + stride;
                if (probe > last) {
                    remainder = true;
                    return;
                }
            }
            if (here < window.start()) {
                continue;
            }
            look(window, here);
        }
    }

    private void look(ContentWindow window, long here) {
        int index = window.index(here);
        int now = (int) INT.get(window.bytes(), index);
        int slot = (now * FACTOR) >>> (Integer.SIZE - TABLE_BITS);
        int candidate = table[slot];
        boolean same = value[slot] == now;
        put(here, now);
        long distance = here - base + 1 - candidate;
        if (candidate == 0 || !same || distance > Token.MAX_DISTANCE) {
            return;
        }
        int limit = (int) Math.min(blockEnd - here, Token.MAX_MATCH);
        int from = index - (int) distance;
        if (from < 0) {
            // Made up for long behind where predictions went on elsewhere: nobody asks about it.
            return;
        }
        int length = CommonPrefix.length(window.bytes(), from, index, limit);
        if (length >= SHORTEST) {
            matchedAt = here;
            matchedLength = length;
            matchedDistance = (int) distance;
        }
    }

    private void put(long position, int bytes) {
        int slot = (bytes * FACTOR) >>> (Integer.SIZE - TABLE_BITS);
        table[slot] = (int) (position - base) + 1;
        value[slot] = bytes;
    }

    @Override
    public void accept(ContentWindow window, long position, int token) {
        if (searches && !Token.isLiteral(token)) {
            pendingStart[lastPending & (PENDING - 1)] = position;
            pendingLength[lastPending & (PENDING - 1)] = (short) Token.length(token);
            lastPending++;
            if (lastPending - firstPending > PENDING) {
                firstPending++;
            }
        }
    }

    @Override
    public boolean endsBlock(ContentWindow window, long position) {
        return position % BLOCK == 0 || position == window.contentLength();
    }

    @Override
    public void blockEnded(long position) {}

    @Override
    public CodeLengths codeLengths() {
        return codeLengths;
    }
}
