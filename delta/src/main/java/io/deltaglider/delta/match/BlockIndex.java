package io.deltaglider.delta.match;

import io.deltaglider.delta.Content;

import java.io.IOException;
import java.util.Arrays;

/**
 * Where windows of bytes occur in a reference: one window is kept for every {@code stride} bytes, so that any run of
 * {@code stride + WINDOW - 1} equal bytes holds one. The stride grows with the reference, the table does not. Immutable
 * once built by {@link IndexBuilder}: safe for use by many threads.
 */
final class BlockIndex {
    /** Bytes of a window. */
    static final int WINDOW = 16;

    /** For content as it is: also short runs are worth finding. */
    static final int FINE_STRIDE = 4;

    /** For packed content, where equal bytes come in long runs or not at all. */
    static final int COARSE_STRIDE = 32;

    private static final int MAX_BLOCKS_BITS = 22;

    /** Bytes read at once while the index is built. */
    private static final int PIECE = 1 << 18;

    private static final int PART_BITS = 6;

    /** Parts of the table, by the upper bits of a tag: small enough for a part to be filled within the processor's cache. */
    static final int PARTS = 1 << PART_BITS;

    /** Runs of windows that are shared out to the parts independently of each other. */
    static final int SECTIONS = 16;

    private static final int MAX_FILTER_BITS = 25;

    private final int stride;

    private final int windowCount;

    /** The upper half of each window's hash, in the order of the reference; released once the index is built. */
    private int[] tags;

    /** By section and part: how many windows the one has for the other. */
    private final int[][] counts = new int[SECTIONS][PARTS];

    /** The windows by part, in each by bucket, and in the order of the reference within a bucket. */
    private int[] windows = {};

    /** The tags of {@link #windows}: beside each other for a bucket, as they are compared. */
    private int[] sortedTags = {};

    /** By part: where each bucket begins in {@link #windows}; one entry more, for the end of the last. */
    private final int[][] starts = new int[PARTS][];

    /** A part has 2 to this many buckets; they go by the bits of the tag after those that choose the part. */
    private final int bucketBits;

    /** One bit for each value of the upper bits of a tag: whether there is such a window at all. */
    private final long[] filter;

    private final int filterShift;

    /**
     * An index of a reference of this many bytes, still empty: each piece is to be hashed, then each section counted, then each
     * section shared out, then each part linked.
     *
     * @param smallestStride a power of two
     */
    BlockIndex(long size, int smallestStride) {
        int wanted = smallestStride;
        while (size / wanted > 1L << MAX_BLOCKS_BITS) {
            wanted *= 2;
        }
        stride = wanted;
        windowCount = size < WINDOW ? 0 : (int) ((size - WINDOW) / stride + 1);
        tags = new int[windowCount];
        bucketBits = Math.max(1, 32 - Integer.numberOfLeadingZeros(windowCount) - PART_BITS);
        int filterBits = Math.clamp(bucketBits + PART_BITS + 3, PART_BITS + 6, MAX_FILTER_BITS);
        filterShift = 32 - filterBits;
        filter = new long[1 << (filterBits - 6)];
    }

    /** Bytes of the buffer that {@link #hash} needs. */
    int pieceLength() {
        return PIECE + WINDOW;
    }

    int pieces() {
        return Math.ceilDiv(windowCount, windowsPerPiece());
    }

    private int windowsPerPiece() {
        return Math.max(1, PIECE / stride);
    }

    /** Reads one piece of the reference and hashes its windows. Different pieces may be hashed at the same time. */
    void hash(Content reference, int piece, byte[] buffer) throws IOException {
        int first = piece * windowsPerPiece();
        int last = Math.min(windowCount, first + windowsPerPiece());
        reference.read(position(first), buffer, 0, (last - first - 1) * stride + WINDOW);
        for (int i = first; i < last; i++) {
            tags[i] = WindowHash.hash(buffer, (i - first) * stride);
        }
    }

    /** Counts what a section has for each part, once all pieces are hashed. Different sections may be counted at the same time. */
    void count(int section) {
        int[] into = counts[section];
        int end = sectionStart(section + 1);
        for (int i = sectionStart(section); i < end; i++) {
            if (isKept(i)) {
                into[part(tags[i])]++;
            }
        }
    }

    /** Makes room for what was counted, once. */
    void allocate() {
        windows = new int[partStart(PARTS)];
        sortedTags = new int[windows.length];
    }

    /** Shares a section out to the parts. Different sections may be shared out at the same time. */
    void shareOut(int section) {
        int[] next = new int[PARTS];
        for (int part = 0, start = 0; part < PARTS; part++) {
            next[part] = start;
            for (int s = 0; s < SECTIONS; s++) {
                start += counts[s][part];
                next[part] += s < section ? counts[s][part] : 0;
            }
        }
        int end = sectionStart(section + 1);
        for (int i = sectionStart(section); i < end; i++) {
            if (isKept(i)) {
                windows[next[part(tags[i])]++] = i;
            }
        }
    }

    private int sectionStart(int section) {
        return (int) ((long) windowCount * section / SECTIONS);
    }

    private int partStart(int part) {
        int start = 0;
        for (int[] section : counts) {
            for (int p = 0; p < part; p++) {
                start += section[p];
            }
        }
        return start;
    }

    /** Puts the windows of one part in order. Different parts may be linked at the same time. */
    void link(int part) {
        int first = partStart(part);
        int[] own = Arrays.copyOfRange(windows, first, partStart(part + 1));
        int[] ends = new int[(1 << bucketBits) + 1];
        for (int window : own) {
            ends[bucket(tags[window])]++;
        }
        int end = first;
        for (int bucket = 0; bucket < ends.length; bucket++) {
            end += ends[bucket];
            ends[bucket] = end;
        }
        // Backwards, so that each bucket's windows come in the order of the reference, and its end
        // becomes its start.
        for (int i = own.length - 1; i >= 0; i--) {
            int tag = tags[own[i]];
            int place = --ends[bucket(tag)];
            windows[place] = own[i];
            sortedTags[place] = tag;
            int bit = tag >>> filterShift;
            filter[bit >>> 6] |= 1L << bit;
        }
        starts[part] = ends;
    }

    /** Lets go of what only building takes, once all parts are linked. */
    void release() {
        tags = new int[0];
    }

    /** Of a run of equal windows only the first is kept: it is found, and the match then extends over the run. */
    private boolean isKept(int window) {
        return window == 0 || tags[window - 1] != tags[window];
    }

    private static int part(int tag) {
        return tag >>> (32 - PART_BITS);
    }

    private int bucket(int tag) {
        return (tag << PART_BITS) >>> (32 - bucketBits);
    }

    /** Quick answer to whether a window of this hash may be there. */
    boolean mayContain(int hash) {
        int bit = hash >>> filterShift;
        return (filter[bit >>> 6] & (1L << bit)) != 0;
    }

    /**
     * Finds the windows of this hash that lie nearest to a place in the reference.
     *
     * @param into receives their positions; those at or after the place first, each half by distance
     * @return how many were found
     */
    int nearest(int hash, long place, long[] into) {
        int[] ends = starts[part(hash)];
        int bucket = bucket(hash);
        int from = ends[bucket];
        int to = ends[bucket + 1];
        int[] sorted = windows;
        int middle = from;
        if (to - from > into.length) {
            int found =
                    Arrays.binarySearch(
                            sorted, from, to, Math.clamp(place / stride, 0, windowCount));
            middle = found >= 0 ? found : -found - 1;
        }
        int count = 0;
        int half = into.length / 2;
        int most = to - from <= into.length ? into.length : half;
        for (int i = middle; i < to && count < most; i++) {
            if (sortedTags[i] == hash) {
                into[count++] = position(sorted[i]);
            }
        }
        for (int i = middle - 1; i >= from && count < into.length; i--) {
            if (sortedTags[i] == hash) {
                into[count++] = position(sorted[i]);
            }
        }
        return count;
    }

    /** Where a window begins in the reference. */
    private long position(int window) {
        return (long) window * stride;
    }
}
