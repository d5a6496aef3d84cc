package io.deltaglider.delta.match;

import io.deltaglider.delta.Content;

import java.io.IOException;
import java.util.Arrays;

/**
 * Where windows of bytes occur in a reference: one window is kept for every {@link #stride()} bytes, so that any run of
 * {@code stride + WINDOW - 1} equal bytes holds one. The stride grows with the reference, the table does not. Immutable
 * once built: safe for use by many threads.
 */
final class BlockIndex {
    /** Bytes of a window. */
    static final int WINDOW = 16;

    private static final int SMALLEST_STRIDE = 16;
    private static final int MAX_BLOCKS_BITS = 22;

    /** Bytes read at once while the index is built. */
    private static final int PIECE = 1 << 18;

    private final int stride;

    /** The upper half of each window's hash. */
    private final int[] tags;

    /** First window of each bucket, plus one; buckets are chosen by the upper bits of the tag. */
    private final int[] heads;

    /** Next window of the same bucket, plus one, in the order of the reference. */
    private final int[] nexts;

    private final int bucketShift;

    /** One bit for each value of the upper bits of a tag: whether there is such a window at all. */
    private final long[] filter;

    private final int filterShift;

    private BlockIndex(int stride, int[] tags) {
        this.stride = stride;
        this.tags = tags;
        int bits = Math.max(4, 32 - Integer.numberOfLeadingZeros(Math.max(1, tags.length - 1)));
        bucketShift = 32 - bits;
        heads = new int[1 << bits];
        nexts = new int[tags.length];
        int filterBits = Math.max(6, Math.min(25, bits + 3));
        filterShift = 32 - filterBits;
        filter = new long[1 << (filterBits - 6)];
    }

    /** Reads the whole reference once. */
    static BlockIndex of(Content reference) throws IOException {
        long size = reference.size();
        int stride = SMALLEST_STRIDE;
        while (size / stride > 1L << MAX_BLOCKS_BITS) {
            stride *= 2;
        }
        int blocks = size < WINDOW ? 0 : (int) ((size - WINDOW) / stride + 1);
        BlockIndex index = new BlockIndex(stride, new int[blocks]);
        index.hash(reference, 0, blocks);
        index.link();
        return index;
    }

    private void hash(Content reference, int from, int to) throws IOException {
        byte[] piece = new byte[PIECE + WINDOW];
        int perPiece = PIECE / stride;
        for (int block = from; block < to; block += perPiece) {
            long start = (long) block * stride;
            reference.read(start, piece, 0, (int) Math.min(piece.length, reference.size() - start));
            int last = Math.min(to, block + perPiece);
            for (int i = block; i < last; i++) {
                tags[i] = WindowHash.hash(piece, (i - block) * stride);
            }
        }
    }

    private void link() {
        // From the last to the first, so that each chain runs forwards. Of a run of equal windows
        // only the first is
        // kept: it is found, and the match then extends over the run.
        for (int i = tags.length - 1; i >= 0; i--) {
            int tag = tags[i];
            if (i > 0 && tags[i - 1] == tag) {
                continue;
            }
            int bucket = tag >>> bucketShift;
            nexts[i] = heads[bucket];
            heads[bucket] = i + 1;
            int bit = tag >>> filterShift;
            filter[bit >>> 6] |= 1L << bit;
        }
    }

    int stride() {
        return stride;
    }

    /** Quick answer to whether a window of this hash may be there. */
    boolean mayContain(int hash) {
        int bit = hash >>> filterShift;
        return (filter[bit >>> 6] & (1L << bit)) != 0;
    }

    /** The first window of this hash, or -1. */
    int first(int hash) {
        return matching(heads[hash >>> bucketShift], hash);
    }

    /** The next window of the same hash, or -1. */
    int next(int window, int hash) {
        return matching(nexts[window], hash);
    }

    private int matching(int link, int hash) {
        int window = link - 1;
        while (window >= 0 && tags[window] != hash) {
            window = nexts[window] - 1;
        }
        return window;
    }

    /** Where a window begins in the reference. */
    long position(int window) {
        return (long) window * stride;
    }

    @Override
    public String toString() {
        return tags.length
                + " windows, every "
                + stride
                + " bytes, "
                + Arrays.stream(heads).filter(h -> h != 0).count()
                + " buckets";
    }
}
