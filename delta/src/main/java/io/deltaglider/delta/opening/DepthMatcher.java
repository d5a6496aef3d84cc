package io.deltaglider.delta.opening;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.Effort;
import io.deltaglider.delta.level.Covers;
import io.deltaglider.delta.level.PagedReference;
import io.deltaglider.delta.level.Ranges;
import io.deltaglider.delta.match.CoverParser;
import io.deltaglider.delta.match.GapMatcher;
import io.deltaglider.delta.match.Matcher;
import io.deltaglider.delta.match.SharedIndex;
import io.deltaglider.delta.match.SharedWindows;
import io.deltaglider.delta.work.InOrder;
import io.deltaglider.delta.work.Workers;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/** Finds the covers of a depth, its stretches worked on in parallel. What is found does not depend on the number of threads. */
final class DepthMatcher {
    private static final int SMALLEST_STRETCH = 2 << 20;
    private static final int LARGEST_STRETCH = 4 << 20;
    private static final int STRETCHES = 8;

    /** Bytes of a stretch that are to be where the one before would go on, for it to be matched from there. */
    private static final int GOES_ON = 64;

    private static final long NONE = Long.MIN_VALUE;

    private final Content target;
    private final Content reference;
    private final Effort effort;
    private final Workers workers;
    private final boolean ofStreams;
    private final int stretchLength;
    private @Nullable SharedIndex index;

    /**
     * @param ofStreams whether these are contents of streams: their recipes follow the reference only in long covers, so gaps alone are matched finely
     */
    DepthMatcher(
            Content target, Content reference, boolean ofStreams, Effort effort, Workers workers) {
        this.ofStreams = ofStreams;
        this.effort = effort;
        this.target = target;
        this.reference = reference;
        this.workers = workers;
        this.stretchLength = stretchLength(target.size());
    }

    /** Depends on the size alone: small targets have smaller stretches, so that they too are worked on in parallel. */
    static int stretchLength(long size) {
        return Math.clamp(size / STRETCHES, SMALLEST_STRETCH, LARGEST_STRETCH);
    }

    private byte[] buffer() {
        return new byte[(int) Math.min(stretchLength, target.size())];
    }

    /** What one thread matches blocks with. */
    private final class MatcherDesk {
        private final Matcher matcher;
        private final byte[] buffer = buffer();
        private final Covers covers = new Covers();

        MatcherDesk(SharedIndex index) {
            matcher = new Matcher(new PagedReference(reference), index);
        }

        boolean match(int stretch, StretchCovers into) throws IOException {
            return match(stretch, (long) stretch * stretchLength, into);
        }

        /** As above, where the stretch before would go on at a place of the reference. */
        boolean match(int stretch, long from, StretchCovers into) throws IOException {
            long start = (long) stretch * stretchLength;
            int length = (int) Math.min(stretchLength, target.size() - start);
            target.read(start, buffer, 0, length);
            matcher.match(buffer, length, from, covers);
            into.set(stretch, covers.copy());
            return true;
        }
    }

    /** What one thread matches the gaps in contents of streams with. */
    private final class GapDesk {
        private final GapMatcher gaps = new GapMatcher(new PagedReference(reference), effort);
        private final byte[] buffer = buffer();

        boolean refine(int stretch, StretchCovers covers, OpenedStreams opened) throws IOException {
            long start = (long) stretch * stretchLength;
            int length = (int) Math.min(stretchLength, target.size() - start);
            target.read(start, buffer, 0, length);
            gaps.refine(buffer, length, start, holes(start, length, opened), covers.get(stretch));
            return true;
        }
    }

    /** What one thread chooses the covers of plain bytes with. */
    private final class ParserDesk {
        private final CoverParser parser;
        private final byte[] buffer = buffer();

        ParserDesk(SharedWindows whole) {
            parser = new CoverParser(new PagedReference(reference), whole, effort);
        }

        boolean refine(int stretch, StretchCovers covers, long shift, OpenedStreams opened)
                throws IOException {
            long start = (long) stretch * stretchLength;
            int length = (int) Math.min(stretchLength, target.size() - start);
            target.read(start, buffer, 0, length);
            parser.refine(
                    buffer,
                    length,
                    start,
                    start + shift,
                    holes(start, length, opened),
                    covers.get(stretch));
            return true;
        }
    }

    private interface Work<D> {
        boolean at(D desk, int stretch) throws IOException;
    }

    /** Works on all stretches, each thread at a desk of its own; the desks are gone afterwards, and what they hold. */
    private <D> void workOn(int stretches, Supplier<D> newDesk, Work<D> work) throws IOException {
        Queue<D> idle = new ConcurrentLinkedQueue<>();
        int[] next = {0};
        InOrder<Boolean> tasks =
                new InOrder<>(
                        workers,
                        () -> {
                            int stretch = next[0]++;
                            return stretch >= stretches
                                    ? null
                                    : () -> {
                                        D free = idle.poll();
                                        D desk = free == null ? newDesk.get() : free;
                                        boolean done = work.at(desk, stretch);
                                        idle.add(desk);
                                        return done;
                                    };
                        });
        try {
            tasks.finish();
        } finally {
            tasks.abandon();
        }
    }

    StretchCovers match() throws IOException {
        StretchCovers covers = new StretchCovers(target.size(), stretchLength);
        if (reference.size() == 0) {
            return covers;
        }
        if (isItself()) {
            for (int i = 0; i < covers.count(); i++) {
                long start = (long) i * stretchLength;
                int length = (int) Math.min(stretchLength, target.size() - start);
                covers.get(i).add(0, length, start, true);
            }
            return covers;
        }
        SharedIndex shared = new SharedIndex(reference);
        index = shared;
        workOn(
                covers.count(),
                () -> new MatcherDesk(shared),
                (desk, stretch) -> desk.match(stretch, covers));
        if (!ofStreams) {
            goOn(covers, shared);
        }
        return covers;
    }

    /**
     * Matches stretches anew that begin on another diagonal than the one on which the stretch before ends, where that goes on: in content that repeats itself, a stretch
     * alone does not tell where it lies.
     */
    private void goOn(StretchCovers covers, SharedIndex shared) throws IOException {
        MatcherDesk desk = null;
        for (int i = 1; i < covers.count(); i++) {
            Covers own = covers.get(i);
            long shift = lastShift(covers.get(i - 1), i - 1);
            long start = (long) i * stretchLength;
            boolean isOn = own.count() > 0 && own.start(0) == 0 && own.from(0) == start + shift;
            if (shift == NONE || isOn || !matches(start, start + shift)) {
                continue;
            }
            desk = desk == null ? new MatcherDesk(shared) : desk;
            desk.match(i, start + shift, covers);
        }
    }

    private boolean matches(long position, long from) throws IOException {
        if (from < 0 || from > reference.size() - GOES_ON || position > target.size() - GOES_ON) {
            return false;
        }
        byte[] here = new byte[GOES_ON];
        byte[] there = new byte[GOES_ON];
        target.read(position, here, 0, GOES_ON);
        reference.read(from, there, 0, GOES_ON);
        return Arrays.equals(here, there);
    }

    /** Where the reference's blocks are, as long as nobody has called {@link #forget}; null if there is nothing to look for. */
    @Nullable SharedIndex index() {
        return index;
    }

    /** Lets go of the index, which takes tens of megabytes. */
    void forget() {
        index = null;
    }

    /** Where a content is given as its own reference, there is nothing to look for. */
    private boolean isItself() {
        return reference.equals(target);
    }

    /** Matches finely what is left, but for the streams that were opened: their contents are matched instead. */
    void refine(StretchCovers covers, OpenedStreams opened) throws IOException {
        if (reference.size() == 0 || isItself()) {
            return;
        }
        if (ofStreams) {
            workOn(
                    covers.count(),
                    GapDesk::new,
                    (desk, stretch) -> desk.refine(stretch, covers, opened));
            return;
        }
        long[] shifts = lastShifts(covers);
        SharedWindows whole = new SharedWindows(reference);
        workOn(
                covers.count(),
                () -> new ParserDesk(whole),
                (desk, stretch) -> desk.refine(stretch, covers, shifts[stretch], opened));
    }

    /** For each stretch the last shift of those before it, from position to position: what moved goes on to be moved. */
    private long[] lastShifts(StretchCovers covers) {
        long[] shifts = new long[covers.count()];
        for (int i = 1; i < shifts.length; i++) {
            long last = lastShift(covers.get(i - 1), i - 1);
            shifts[i] = last == NONE ? shifts[i - 1] : last;
        }
        return shifts;
    }

    /** The shift of the last cover of a stretch, from position to position; {@link #NONE} if it has no covers. */
    private long lastShift(Covers covers, int stretch) {
        int last = covers.count() - 1;
        return last < 0
                ? NONE
                : covers.from(last) - covers.start(last) - (long) stretch * stretchLength;
    }

    private static Ranges holes(long start, int length, OpenedStreams opened) {
        Ranges holes = new Ranges();
        for (int i = opened.firstEndingAfter(start);
                i < opened.count() && opened.position(i) < start + length;
                i++) {
            if (!opened.isClosed(i)) {
                holes.add(
                        (int) Math.max(0, opened.position(i) - start),
                        (int) Math.min(length, opened.end(i) - start));
            }
        }
        return holes;
    }
}
