package io.deltaglider.delta.match;

import io.deltaglider.delta.level.PagedReference;

import java.io.IOException;
import java.util.Arrays;

/**
 * Parts of a reference, every window of which is indexed: all of a small one; of a large one what lies where covers point. Holds at most
 * {@link #CAPACITY} bytes of it, or {@link #STRETCH_CAPACITY}. Safe for use by many threads once it is built.
 */
final class ReferenceWindows {
    /** Bytes of a short window: shorter matches hardly save what it takes to write them. */
    static final int SHORT = 6;

    /** Bytes of a long window: of content that occurs often nearly the same, it leads to what is the same for longer. */
    static final int LONG = 24;

    /** Every so many places a long window is kept. */
    private static final int LONG_STEP = 4;

    /** Bytes of a reference that are indexed, if that is once for all of it; and else, for each stretch of target. */
    static final int CAPACITY = (4 << 20) + (256 << 10);

    static final int STRETCH_CAPACITY = 2 << 20;

    private static final int RUN_BITS = 10;
    private static final int RUN = 1 << RUN_BITS;

    private final PagedReference reference;
    private final int capacity;
    private byte[] bytes = new byte[0];
    private final WindowTable shortWindows = new WindowTable(SHORT, 1);
    private final WindowTable longWindows = new WindowTable(LONG, LONG_STEP);

    /** The parts, in order and apart from each other: where they begin in the reference and in {@link #bytes}. */
    private long[] froms = new long[16];

    private int[] starts = new int[17];
    private int count;

    /** For each run of {@link #RUN} places the part that the first of them belongs to. */
    private int[] partOfRun = new int[0];

    /** Wanted parts, before they are put in order; ends beside the beginnings. */
    private long[] wanted = new long[32];

    private int wantedCount;

    ReferenceWindows(PagedReference reference) {
        this(reference, STRETCH_CAPACITY);
    }

    private ReferenceWindows(PagedReference reference, int capacity) {
        this.reference = reference;
        this.capacity = capacity;
    }

    /** All of a reference of at most {@link #CAPACITY} bytes. */
    static ReferenceWindows ofWhole(PagedReference reference) throws IOException {
        ReferenceWindows whole = new ReferenceWindows(reference, CAPACITY);
        whole.add(0, reference.size());
        whole.build();
        return whole;
    }

    void clear() {
        wantedCount = 0;
        count = 0;
    }

    /** Asks for a part of the reference; what lies outside of it is left out. */
    void add(long from, long to) {
        long start = Math.max(0, from);
        long end = Math.min(reference.size(), to);
        if (end - start < SHORT) {
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
        while (i < wantedCount && length < capacity) {
            long from = beginnings[i];
            while (i + 1 < wantedCount && beginnings[i + 1] <= ends[i]) {
                i++;
            }
            int n = (int) Math.min(ends[i] - from, capacity - length);
            part(from, length, n);
            length += n;
            i++;
        }
        starts[count] = length;
        shortWindows.fill(bytes, length);
        longWindows.fill(bytes, length);
        lookUpRuns(length);
    }

    private void part(long from, int start, int n) throws IOException {
        int end = start + n;
        if (end + WindowTable.READ_AHEAD > bytes.length) {
            int larger = Math.min(2 * bytes.length, capacity + WindowTable.READ_AHEAD);
            bytes = Arrays.copyOf(bytes, Math.max(larger, end + WindowTable.READ_AHEAD));
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

    /** Windows of {@link #SHORT} bytes, at every place. */
    WindowTable shortWindows() {
        return shortWindows;
    }

    /** Windows of {@link #LONG} bytes. */
    WindowTable longWindows() {
        return longWindows;
    }

    /** The place for a position in the reference, or the one nearest to it that there is. */
    int place(long position) {
        if (count == 0) {
            return 0;
        }
        int found = Arrays.binarySearch(froms, 0, count, position);
        int part = Math.max(0, found >= 0 ? found : -found - 2);
        return Math.clamp(starts[part] + position - froms[part], starts[part], starts[part + 1]);
    }

    /** Where a place lies in the reference. */
    long position(int place) {
        int part = partOfRun[place >>> RUN_BITS];
        while (starts[part + 1] <= place) {
            part++;
        }
        return froms[part] + (place - starts[part]);
    }

    /** How many bytes from a place on equal those of the target, at most {@code limit}; what lies behind the end of the place's part counts as well. */
    int forward(int place, byte[] target, int at, int limit) {
        int n = Math.min(limit, starts[count] - place);
        int mismatch = Arrays.mismatch(bytes, place, place + n, target, at, at + n);
        return mismatch < 0 ? n : mismatch;
    }
}
