package io.deltaglider.delta.match;

import io.deltaglider.delta.level.PagedReference;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Parts of a reference, every window of which is indexed: those where the covers around a gap point. Holds at most {@link
 * #CAPACITY} bytes of it. Not safe for use by several threads.
 */
final class Neighbourhood {
    /** Bytes of a window: shorter matches hardly save what it takes to write them. */
    static final int WINDOW = 6;

    static final int CAPACITY = 4 << 20;

    private static final int TABLE_BITS = 18;
    private static final int RUN_BITS = 10;
    private static final int RUN = 1 << RUN_BITS;
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** Bytes behind the last window that a hash reads. */
    private static final int READ_AHEAD = 8;

    private final PagedReference reference;
    private byte[] bytes = new byte[0];
    private int[] earlier = new int[0];
    private final int[] latest = new int[1 << TABLE_BITS];

    /** The parts, in order and apart from each other: where they begin in the reference and in {@link #bytes}. */
    private long[] froms = new long[16];

    private int[] starts = new int[17];
    private int count;

    /** For each run of {@link #RUN} places the part that the first of them belongs to. */
    private int[] partOfRun = new int[0];

    /** Wanted parts, before they are put in order; ends beside the beginnings. */
    private long[] wanted = new long[32];

    private int wantedCount;

    Neighbourhood(PagedReference reference) {
        this.reference = reference;
    }

    void clear() {
        wantedCount = 0;
        count = 0;
    }

    /** Asks for a part of the reference; what lies outside of it is left out. */
    void add(long from, long to) {
        long start = Math.max(0, from);
        long end = Math.min(reference.size(), to);
        if (end - start < WINDOW) {
            return;
        }
        if (2 * wantedCount == wanted.length) {
            wanted = Arrays.copyOf(wanted, 2 * wanted.length);
        }
        wanted[2 * wantedCount] = start;
        wanted[2 * wantedCount + 1] = end;
        wantedCount++;
    }

    /** Loads and indexes what was asked for, in the order of the reference, until there is no more room. */
    void build() throws IOException {
        long[] beginnings = new long[wantedCount];
        long[] ends = new long[wantedCount];
        for (int i = 0; i < wantedCount; i++) {
            beginnings[i] = wanted[2 * i];
            ends[i] = wanted[2 * i + 1];
        }
        // Sorted apart from each other: the union of the parts is the same.
        Arrays.sort(beginnings);
        Arrays.sort(ends);
        int length = 0;
        int i = 0;
        while (i < wantedCount && length < CAPACITY) {
            long from = beginnings[i];
            while (i + 1 < wantedCount && beginnings[i + 1] <= ends[i]) {
                i++;
            }
            int n = (int) Math.min(ends[i] - from, CAPACITY - length);
            part(from, length, n);
            length += n;
            i++;
        }
        starts[count] = length;
        index(length);
        lookUpRuns(length);
    }

    private void part(long from, int start, int n) throws IOException {
        int end = start + n;
        if (end + READ_AHEAD > bytes.length) {
            int larger = Math.min(2 * bytes.length, CAPACITY + READ_AHEAD);
            bytes = Arrays.copyOf(bytes, Math.max(larger, end + READ_AHEAD));
        }
        reference.copy(from, bytes, start, n);
        if (count == froms.length) {
            froms = Arrays.copyOf(froms, 2 * count);
            starts = Arrays.copyOf(starts, 2 * count + 1);
        }
        froms[count] = from;
        starts[count] = start;
        count++;
    }

    private void index(int length) {
        Arrays.fill(latest, -1);
        if (earlier.length < length) {
            earlier = new int[bytes.length];
        }
        for (int at = 0; at + WINDOW <= length; at++) {
            int bucket = bucket(bytes, at);
            earlier[at] = latest[bucket];
            latest[bucket] = at;
        }
    }

    private void lookUpRuns(int length) {
        int runs = Math.ceilDiv(length, RUN);
        if (partOfRun.length < runs) {
            partOfRun = new int[runs];
        }
        int part = 0;
        for (int run = 0; run < runs; run++) {
            while (starts[part + 1] <= run << RUN_BITS) {
                part++;
            }
            partOfRun[run] = part;
        }
    }

    /** Bytes that must follow a window in an array, for it to be looked up. */
    static int readAhead() {
        return READ_AHEAD;
    }

    private static int bucket(byte[] array, int at) {
        long window = (long) LONG.get(array, at) << (64 - 8 * WINDOW);
        return (int) ((window * 0x9E3779B97F4A7C15L) >>> (64 - TABLE_BITS));
    }

    /** A place where the window at {@code target[at]} may be; -1 if there is none. */
    int first(byte[] target, int at) {
        return latest[bucket(target, at)];
    }

    /** Whether the window at a place is the one at {@code target[at]}. */
    boolean matches(int place, byte[] target, int at) {
        long difference = (long) LONG.get(bytes, place) ^ (long) LONG.get(target, at);
        return difference << (64 - 8 * WINDOW) == 0;
    }

    /** The next place of windows in the same bucket, or -1. */
    int next(int place) {
        return earlier[place];
    }

    /** The part that a place belongs to. */
    int part(int place) {
        int part = partOfRun[place >>> RUN_BITS];
        while (starts[part + 1] <= place) {
            part++;
        }
        return part;
    }

    /** Where a place lies in the reference. */
    long position(int place, int part) {
        return froms[part] + (place - starts[part]);
    }

    /** Bytes of a part before a place. */
    int before(int place, int part) {
        return place - starts[part];
    }

    /** Bytes of a part from a place on. */
    int behind(int place, int part) {
        return starts[part + 1] - place;
    }

    /**
     * How many bytes from a place on equal those of the target, at most up to {@code limit} there; what lies behind the end of the
     * place's part counts as well.
     */
    int forward(int place, byte[] target, int at, int limit) {
        int n = Math.min(limit - at, starts[count] - place);
        int mismatch = Arrays.mismatch(bytes, place, place + n, target, at, at + n);
        return mismatch < 0 ? n : mismatch;
    }

    /** How many bytes before a place equal those of the target, at most down to {@code floor} there; as of {@link #forward}. */
    int backward(int place, byte[] target, int at, int floor) {
        int most = Math.min(at - floor, place);
        int n = 0;
        while (n < most && bytes[place - n - 1] == target[at - n - 1]) {
            n++;
        }
        return n;
    }
}
