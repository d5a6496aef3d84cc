package io.deltaglider.delta.predict;

import io.deltaglider.delta.deflate.Token;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Hash chains as zlib has them (deflate.c, longest_match), filled as late as can be: positions are inserted when a search
 * needs them, and those that no match can reach any more are left out. A search therefore finds the same
 * whether it is asked for every position or for a few. Does not allocate once made. Not safe for use by several threads.
 */
final class MatchChains {
    private static final VarHandle SHORT =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

    /** Bytes that zlib keeps between the farthest match and the end of its window. */
    private static final int MARGIN = Token.MAX_MATCH + Token.MIN_MATCH + 1;

    /** Positions are kept relative to a base that moves on before they leave the range of an int. */
    private static final int MOST = 1 << 30;

    /** Stretches left out that can lie within one window: each is longer than four bytes. */
    private static final int GAPS = 1 << 13;

    private final PrefixHash hash;
    private final int hashMask;
    private final int hashShift;
    private final int windowSize;
    private final int farthest;
    private final int[] head;
    private final int[] older;

    /** Positions not to be inserted: where each stretch starts and how long it is, a ring. */
    private final long[] gapStart = new long[GAPS];

    private final short[] gapLength = new short[GAPS];
    private final byte[] tail = new byte[Integer.BYTES];
    private int firstGap;
    private int lastGap;

    private long base;
    private long next;
    private int foundDistance;

    /**
     * @param hashBits binary logarithm of how many chains there are, 8 to 16
     * @param windowBits binary logarithm of the window size, 9 to 15
     */
    MatchChains(PrefixHash hash, int hashBits, int windowBits) {
        this.hash = hash;
        hashMask = (1 << hashBits) - 1;
        hashShift = (hashBits + Token.MIN_MATCH - 1) / Token.MIN_MATCH;
        windowSize = 1 << windowBits;
        farthest = windowSize - MARGIN;
        head = new int[1 << hashBits];
        older = new int[windowSize];
    }

    /**
     * Forgets everything and begins anew: matches reach back to behind {@code start} at most, and every position from there
     * on gets inserted.
     */
    void restart(long start) {
        Arrays.fill(head, 0);
        base = start;
        next = start;
        firstGap = lastGap;
    }

    /** Tells that the positions {@code [start, start + length)} never get inserted. */
    void leaveOut(long start, int length) {
        gapStart[lastGap & (GAPS - 1)] = start;
        gapLength[lastGap & (GAPS - 1)] = (short) length;
        lastGap++;
        if (lastGap - firstGap > GAPS) {
            firstGap++;
        }
    }

    /** Distance of the match that the last {@link #search} found. */
    int foundDistance() {
        return foundDistance;
    }

    /**
     * The longest match at {@code position} that is longer than {@code longerThan}, the nearest of them; inserts the
     * positions up to this one.
     *
     * @param end position that no match may go beyond, known to the window up to the longest match
     * @param longerThan at least 2
     * @param steps how many strings to look at
     * @param nice length that ends the search
     * @return its length, or 0 if there is none
     */
    int search(ContentWindow window, long position, long end, int longerThan, int steps, int nice) {
        int limit = (int) Math.min(end - position, Token.MAX_MATCH);
        if (limit < Token.MIN_MATCH || longerThan >= limit) {
            return 0;
        }
        insertThrough(window, position);
        byte[] bytes = window.bytes();
        int offset = (int) (base - window.start());
        int here = (int) (position - base);
        int candidate = older[here & (windowSize - 1)];
        if (candidate <= 0 || here - candidate > farthest) {
            return 0;
        }
        int enough = Math.min(nice, limit);
        int lowest = Math.max(here - farthest, 0);
        int at = offset + here;
        int best = longerThan;
        int found = 0;
        short ending = (short) SHORT.get(bytes, at + best - 1);
        int left = steps;
        do {
            int from = offset + candidate;
            if ((short) SHORT.get(bytes, from + best - 1) == ending) {
                int length = CommonPrefix.length(bytes, from, at, limit);
                if (length > best) {
                    best = length;
                    found = candidate;
                    if (length >= enough) {
                        break;
                    }
                    ending = (short) SHORT.get(bytes, at + best - 1);
                }
            }
            candidate = older[candidate & (windowSize - 1)];
        } while (candidate > lowest && --left != 0);
        if (found == 0) {
            return 0;
        }
        foundDistance = here - found;
        return best;
    }

    private void insertThrough(ContentWindow window, long position) {
        if (position < next) {
            return;
        }
        if (position - base > MOST) {
            moveBase(position);
        }
        long from = Math.max(next, position - windowSize + 1);
        while (firstGap != lastGap) {
            long start = gapStart[firstGap & (GAPS - 1)];
            if (start > position) {
                break;
            }
            if (start > from) {
                insert(window, from, start);
            }
            from = Math.max(from, start + gapLength[firstGap & (GAPS - 1)]);
            firstGap++;
        }
        insert(window, from, position + 1);
        next = Math.max(from, position + 1);
    }

    private void insert(ContentWindow window, long from, long to) {
        byte[] bytes = window.bytes();
        int offset = (int) (base - window.start());
        int first = (int) (from - base);
        int end = (int) (to - base);
        // A hash that reads four bytes meets the end of the content one position early.
        int last = Math.min(end, (int) (window.end() - base) - Integer.BYTES + 1);
        int mask = windowSize - 1;
        switch (hash) {
            case ROLLING -> {
                for (int i = first; i < end; i++) {
                    int chain = PrefixHash.rolling(bytes, offset + i, hashShift, hashMask);
                    older[i & mask] = head[chain];
                    head[chain] = i;
                }
            }
            case PRODUCT_OF_FOUR -> {
                for (int i = first; i < last; i++) {
                    int chain = PrefixHash.product(bytes, offset + i, hashMask);
                    older[i & mask] = head[chain];
                    head[chain] = i;
                }
            }
            case CRC_OF_THREE, CRC_OF_FOUR -> {
                int read = hash == PrefixHash.CRC_OF_THREE ? 0xFFFFFF : -1;
                for (int i = first; i < last; i++) {
                    int chain = PrefixHash.crc(bytes, offset + i, read, hashMask);
                    older[i & mask] = head[chain];
                    head[chain] = i;
                }
            }
        }
        if (hash != PrefixHash.ROLLING) {
            for (int i = Math.max(first, last); i < end; i++) {
                insertTail(i, bytes, offset + i);
            }
        }
    }

    /** Inserts a position that has but three bytes of content from it on; what comes after the content counts as zero. */
    private void insertTail(int i, byte[] bytes, int at) {
        tail[0] = bytes[at];
        tail[1] = bytes[at + 1];
        tail[2] = bytes[at + 2];
        int chain =
                switch (hash) {
                    case ROLLING -> PrefixHash.rolling(tail, 0, hashShift, hashMask);
                    case PRODUCT_OF_FOUR -> PrefixHash.product(tail, 0, hashMask);
                    case CRC_OF_THREE, CRC_OF_FOUR -> PrefixHash.crc(tail, 0, -1, hashMask);
                };
        older[i & (windowSize - 1)] = head[chain];
        head[chain] = i;
    }

    private void moveBase(long position) {
        int shift = (int) ((position - base) / windowSize - 2) * windowSize;
        base += shift;
        for (int i = 0; i < head.length; i++) {
            head[i] = Math.max(head[i] - shift, 0);
        }
        for (int i = 0; i < older.length; i++) {
            older[i] = Math.max(older[i] - shift, 0);
        }
    }
}
