package io.deltaglider.delta.opening;

import io.deltaglider.delta.level.Covers;

import java.io.IOException;

/** The covers of a whole depth, found stretch by stretch. Filled by many threads, each its own stretches; then safe to read. */
final class StretchCovers {
    private final int stretchLength;
    private final Covers[] stretches;

    StretchCovers(long size, int stretchLength) {
        this.stretchLength = stretchLength;
        this.stretches = new Covers[Math.toIntExact(Math.ceilDiv(size, stretchLength))];
        java.util.Arrays.setAll(stretches, i -> new Covers());
    }

    int count() {
        return stretches.length;
    }

    int stretchLength() {
        return stretchLength;
    }

    Covers get(int stretch) {
        return stretches[stretch];
    }

    void set(int stretch, Covers covers) {
        stretches[stretch] = covers;
    }

    /** Compares a part of the target with the place in the reference that a cover gives for it. */
    interface Comparison {
        /** Bytes that are the same before the first that differs. */
        int same(long position, long from, int length) throws IOException;
    }

    /** Where the bytes from {@code from} on that covers hold without any difference end; {@code to} at the latest. */
    long exactEnd(long from, long to, Comparison comparison) throws IOException {
        long at = from;
        while (at < to) {
            int stretch = (int) (at / stretchLength);
            long start = (long) stretch * stretchLength;
            Covers covers = stretches[stretch];
            int i = covers.firstEndingAfter((int) (at - start));
            if (i == covers.count() || covers.start(i) > at - start) {
                return at;
            }
            int length = (int) (Math.min(to, start + covers.end(i)) - at);
            long place = covers.from(i) + (at - start - covers.start(i));
            int same = covers.isExact(i) ? length : comparison.same(at, place, length);
            at += same;
            if (same < length) {
                return at;
            }
        }
        return to;
    }

    /** Where the reference has the byte at a position, by the cover that holds it; -1 if none does. */
    long place(long position) {
        int stretch = (int) (position / stretchLength);
        long start = (long) stretch * stretchLength;
        Covers covers = stretches[stretch];
        int i = covers.firstEndingAfter((int) (position - start));
        return i == covers.count() || covers.start(i) > position - start
                ? -1
                : covers.from(i) + (position - start - covers.start(i));
    }

    /** Bytes of {@code [from, to)} that are in covers. */
    long coveredBytes(long from, long to) {
        long sum = 0;
        for (int stretch = (int) (from / stretchLength);
                stretch < stretches.length && (long) stretch * stretchLength < to;
                stretch++) {
            long start = (long) stretch * stretchLength;
            Covers covers = stretches[stretch];
            for (int i = covers.firstEndingAfter((int) Math.max(0, from - start));
                    i < covers.count() && start + covers.start(i) < to;
                    i++) {
                sum +=
                        Math.min(to, start + covers.end(i))
                                - Math.max(from, start + covers.start(i));
            }
        }
        return sum;
    }

    /**
     * Adds the covers of {@code [from, from + length)} to those of another stretch.
     *
     * @param place where that range begins in the other stretch
     * @param shift what is added to each place in the reference
     */
    void copy(long from, int length, int place, long shift, Covers into) {
        long to = from + length;
        for (int stretch = (int) (from / stretchLength);
                stretch < stretches.length && (long) stretch * stretchLength < to;
                stretch++) {
            long start = (long) stretch * stretchLength;
            Covers covers = stretches[stretch];
            for (int i = covers.firstEndingAfter((int) Math.max(0, from - start));
                    i < covers.count() && start + covers.start(i) < to;
                    i++) {
                long first = Math.max(from, start + covers.start(i));
                long last = Math.min(to, start + covers.end(i));
                into.append(
                        place + (int) (first - from),
                        (int) (last - first),
                        covers.from(i) + (first - start - covers.start(i)) + shift,
                        covers.isExact(i));
            }
        }
    }
}
