package io.deltaglider.delta.predict;

import io.deltaglider.delta.deflate.Token;

/**
 * Chains of positions whose strings have the same hash, newest first, filled as late as can be: positions are inserted
 * when a search needs them, and those that no match can reach any more are left out. A search therefore meets the
 * same candidates whether there is one at every position or at a few. Positions are kept relative to a base, which is
 * such that what was inserted before a restart is out of reach. Does not allocate once made. Not safe for use by several threads.
 */
final class HashChains {
    /** The base moves on before relative positions leave the range of an int. */
    private static final int MOST = 1 << 30;

    /** Stretches left out that can lie within one window: each is longer than four bytes. */
    private static final int GAPS = 1 << 13;

    private final PrefixHash hash;
    private final int hashMask;
    private final int hashShift;
    private final int windowSize;
    private final int[] head;
    private final int[] older;

    /** Positions not to be inserted: where each stretch starts and how long it is, a ring. */
    private final long[] gapStart = new long[GAPS];

    private final short[] gapLength = new short[GAPS];
    private final byte[] tail = new byte[Integer.BYTES];
    private int firstGap;
    private int lastGap;

    private long base;

    /** Candidates are above it. */
    private int floor;

    /** Position from which on nothing is inserted yet. */
    private long next;

    /**
     * @param hashBits binary logarithm of how many chains there are, 8 to 17
     * @param windowBits binary logarithm of the window size, 9 to 15
     */
    HashChains(PrefixHash hash, int hashBits, int windowBits) {
        this.hash = hash;
        hashMask = (1 << hashBits) - 1;
        hashShift = (hashBits + Token.MIN_MATCH - 1) / Token.MIN_MATCH;
        windowSize = 1 << windowBits;
        head = new int[1 << hashBits];
        older = new int[windowSize];
    }

    /**
     * Begins anew: only positions after {@code start} are candidates, and every position from there on gets inserted, except
     * what was to be left out from {@code gapsFrom} on. Costs next to nothing.
     */
    void restart(long start, long gapsFrom) {
        floor = Math.toIntExact(Math.max(next - base, floor)) + windowSize;
        base = start - floor;
        next = Math.max(start, 0);
        while (firstGap != lastGap && gapStart[firstGap & (GAPS - 1)] < gapsFrom) {
            firstGap++;
        }
        if (floor > MOST) {
            moveBase(start);
        }
    }

    /** What candidates have to be above of. */
    int floor() {
        return floor;
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

    /** By position modulo the window size: the next older position of the chain. */
    int[] older() {
        return older;
    }

    /** The newest position whose string may be the one at an index of an array, which holds all that is read for a hash. */
    int newest(byte[] bytes, int at) {
        return head[chain(bytes, at)];
    }

    /** The chain of the string at an index of an array. */
    private int chain(byte[] bytes, int at) {
        return switch (hash) {
            case ROLLING -> PrefixHash.rolling(bytes, at, hashShift, hashMask);
            case PRODUCT_OF_FOUR -> PrefixHash.product(bytes, at, hashMask);
            case CRC_OF_FOUR -> PrefixHash.crc(bytes, at, -1, hashMask);
            case CRC_OF_THREE -> PrefixHash.crc(bytes, at, 0xFFFFFF, hashMask);
            case GO_FOUR -> PrefixHash.go(bytes, at, Integer.numberOfLeadingZeros(hashMask));
            case LIBDEFLATE_FOUR ->
                    PrefixHash.libdeflate(bytes, at, -1, Integer.numberOfLeadingZeros(hashMask));
            case LIBDEFLATE_THREE ->
                    PrefixHash.libdeflate(
                            bytes, at, 0xFFFFFF, Integer.numberOfLeadingZeros(hashMask));
        };
    }

    /** What a position counts as in the chains. */
    int relative(long position) {
        return (int) (position - base);
    }

    /** What has to be added to a relative position to have its index in the window. */
    int offset(ContentWindow window) {
        return (int) (base - window.start());
    }

    /** Inserts the positions up to and with this one; three bytes of content from it on are known. */
    void insertThrough(ContentWindow window, long position) {
        if (position < next) {
            return;
        }
        if (position - base > MOST) {
            moveBase(position);
        }
        long from = Math.max(next, position - windowSize);
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
            case GO_FOUR -> {
                int shift = Integer.numberOfLeadingZeros(hashMask);
                for (int i = first; i < last; i++) {
                    int chain = PrefixHash.go(bytes, offset + i, shift);
                    older[i & mask] = head[chain];
                    head[chain] = i;
                }
            }
            case LIBDEFLATE_FOUR, LIBDEFLATE_THREE -> {
                int shift = Integer.numberOfLeadingZeros(hashMask);
                int read = hash == PrefixHash.LIBDEFLATE_THREE ? 0xFFFFFF : -1;
                for (int i = first; i < last; i++) {
                    int chain = PrefixHash.libdeflate(bytes, offset + i, read, shift);
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
        int chain = chain(tail, 0);
        older[i & (windowSize - 1)] = head[chain];
        head[chain] = i;
    }

    private void moveBase(long position) {
        long shift = ((position - base) / windowSize - 2) * windowSize;
        base += shift;
        floor = (int) Math.max(floor - shift, 0);
        for (int i = 0; i < head.length; i++) {
            head[i] = (int) Math.max(head[i] - shift, 0);
        }
        for (int i = 0; i < older.length; i++) {
            older[i] = (int) Math.max(older[i] - shift, 0);
        }
    }
}
