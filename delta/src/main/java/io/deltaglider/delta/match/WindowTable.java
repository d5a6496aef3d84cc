package io.deltaglider.delta.match;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Where windows of a few bytes occur in an array: all places whose window has the same hash lie beside each other, in their order, so that those nearest to
 * a place are found by halving. Filled anew as often as wanted. Safe for use by many threads while it is not being filled.
 */
final class WindowTable {
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long K1 = 0x9E3779B97F4A7C15L;
    private static final long K2 = 0xC2B2AE3D27D4EB4FL;
    private static final int LEAST_BITS = 8;
    private static final int MOST_BITS = 20;

    /** Bytes behind a window's beginning that its hash reads, at least. */
    static final int READ_AHEAD = 8;

    private final int window;
    private final int step;

    private int shift;
    private int[] starts = new int[0];
    private int[] places = new int[0];

    /**
     * @param window bytes of a window, 4 to 24
     * @param step every so many places one window is kept
     */
    WindowTable(int window, int step) {
        this.window = window;
        this.step = step;
    }

    /** Bytes of a window. */
    int window() {
        return window;
    }

    /** Bytes that are read from a window's first on. */
    int reads() {
        return Math.max(window, READ_AHEAD);
    }

    /**
     * Takes in the windows of {@code bytes[0 .. length)}.
     *
     * @param bytes has at least {@link #READ_AHEAD} bytes more
     */
    void fill(byte[] bytes, int length) {
        int count = length < window ? 0 : (length - window) / step + 1;
        int bits = Math.clamp(32 - Integer.numberOfLeadingZeros(count), LEAST_BITS, MOST_BITS);
        shift = Long.SIZE - bits;
        int buckets = 1 << bits;
        if (starts.length < buckets + 1) {
            starts = new int[buckets + 1];
        } else {
            Arrays.fill(starts, 0, buckets + 1, 0);
        }
        if (places.length < count) {
            places = new int[Math.max(count, Math.min(2 * places.length, count + (count >> 2)))];
        }
        for (int i = 0; i < count; i++) {
            starts[bucket(bytes, i * step)]++;
        }
        int end = 0;
        for (int bucket = 0; bucket <= buckets; bucket++) {
            end += starts[bucket];
            starts[bucket] = end;
        }
        // Backwards, so that each bucket's places come in order and its end becomes its start.
        for (int i = count - 1; i >= 0; i--) {
            int at = i * step;
            places[--starts[bucket(bytes, at)]] = at;
        }
    }

    private int bucket(byte[] array, int at) {
        long first = (long) LONG.get(array, at);
        if (window < 8) {
            return (int) (((first << (64 - 8 * window)) * K1) >>> shift);
        }
        long hash = first * K1;
        for (int i = 8; i < window; i += 8) {
            hash =
                    Long.rotateLeft(hash, 31)
                            + (long) LONG.get(array, at + Math.min(i, window - 8)) * K2;
        }
        return (int) (((hash ^ (hash >>> 29)) * K1) >>> shift);
    }

    /** The bucket of the window at {@code target[at]}, which must have {@link #reads()} bytes from there on; -1 if there are none such. */
    int bucketOf(byte[] target, int at) {
        if (starts.length == 0) {
            return -1;
        }
        int bucket = bucket(target, at);
        return starts[bucket] == starts[bucket + 1] ? -1 : bucket;
    }

    /**
     * The places of a bucket that are nearest to one: some behind it, the others before.
     *
     * @return how many
     */
    int nearest(int bucket, int place, int[] into, int most) {
        int from = starts[bucket];
        int to = starts[bucket + 1];
        if (to - from <= most) {
            System.arraycopy(places, from, into, 0, to - from);
            return to - from;
        }
        int found = Arrays.binarySearch(places, from, to, place);
        int behind = found >= 0 ? found : -found - 1;
        int before = behind - 1;
        for (int i = 0; i < most; i++) {
            boolean takeBehind =
                    before < from
                            || (behind < to
                                    && places[behind] - (long) place
                                            <= (long) place - places[before]);
            into[i] = takeBehind ? places[behind++] : places[before--];
        }
        return most;
    }
}
