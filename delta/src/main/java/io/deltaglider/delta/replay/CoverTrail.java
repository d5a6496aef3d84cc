package io.deltaglider.delta.replay;

import java.util.Arrays;

/**
 * Where the last stretch of a stream's content is in the reference: covers by position, as far back as a match reaches.
 * Not safe for use by several threads.
 */
final class CoverTrail {
    /** Covers that are searched for an address; older ones matter little. */
    private static final int SEARCHED = 128;

    /** Content behind the position that is kept: as far as a match reaches. */
    private static final int REACH = 33 << 10;

    private long[] starts = new long[16];
    private long[] ends = new long[16];
    private long[] addresses = new long[16];
    private int count;
    private int current;

    /** Adds the next run of content that is in the reference, about. */
    void add(long start, long length, long address, long processed) {
        if (count > 0
                && ends[count - 1] == start
                && addresses[count - 1] + (start - starts[count - 1]) == address) {
            ends[count - 1] += length;
            return;
        }
        if (count == starts.length) {
            drop(processed - REACH);
        }
        starts[count] = start;
        ends[count] = start + length;
        addresses[count] = address;
        count++;
    }

    /** Makes room: drops what ended before a position, or grows. */
    private void drop(long before) {
        int gone = 0;
        while (gone < current && ends[gone] < before) {
            gone++;
        }
        if (gone >= count / 2) {
            System.arraycopy(starts, gone, starts, 0, count - gone);
            System.arraycopy(ends, gone, ends, 0, count - gone);
            System.arraycopy(addresses, gone, addresses, 0, count - gone);
            count -= gone;
            current -= gone;
        } else {
            starts = Arrays.copyOf(starts, count * 2);
            ends = Arrays.copyOf(ends, count * 2);
            addresses = Arrays.copyOf(addresses, count * 2);
        }
    }

    /** Goes to the cover that holds a position, which never decreases; false if there is none. */
    boolean goTo(long position) {
        while (current < count && ends[current] <= position) {
            current++;
        }
        return current < count && starts[current] <= position;
    }

    long start() {
        return starts[current];
    }

    long end() {
        return ends[current];
    }

    /** Address of the first byte of the current cover. */
    long address() {
        return addresses[current];
    }

    /** Where the content has what the reference has at an address: in the latest cover up to the current one that holds it; -1 if none does. */
    long positionOf(long address) {
        int last = Math.max(0, current - SEARCHED);
        for (int i = current; i >= last; i--) {
            long offset = address - addresses[i];
            if (offset >= 0 && offset < ends[i] - starts[i]) {
                return starts[i] + offset;
            }
        }
        return -1;
    }
}
