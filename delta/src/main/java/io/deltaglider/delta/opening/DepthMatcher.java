package io.deltaglider.delta.opening;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.Effort;
import io.deltaglider.delta.level.Covers;
import io.deltaglider.delta.level.PagedReference;
import io.deltaglider.delta.level.Ranges;
import io.deltaglider.delta.match.GapMatcher;
import io.deltaglider.delta.match.Matcher;
import io.deltaglider.delta.match.SharedIndex;
import io.deltaglider.delta.work.InOrder;
import io.deltaglider.delta.work.Workers;

import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Finds the covers of a depth, its stretches worked on in parallel. What is found does not depend on the number of threads. */
final class DepthMatcher {
    private static final int SMALLEST_STRETCH = 2 << 20;
    private static final int LARGEST_STRETCH = 4 << 20;
    private static final int STRETCHES = 8;

    private final Content target;
    private final Content reference;
    private final Effort effort;
    private final Workers workers;
    private final int stretchLength;
    private final SharedIndex index;
    private final Queue<Desk> idle = new ConcurrentLinkedQueue<>();

    DepthMatcher(Content target, Content reference, Effort effort, Workers workers) {
        this.effort = effort;
        this.target = target;
        this.reference = reference;
        this.workers = workers;
        this.stretchLength = stretchLength(target.size());
        this.index = new SharedIndex(reference);
    }

    /** Depends on the size alone: small targets have smaller stretches, so that they too are worked on in parallel. */
    static int stretchLength(long size) {
        return Math.clamp(size / STRETCHES, SMALLEST_STRETCH, LARGEST_STRETCH);
    }

    /** What one thread matches with. */
    private final class Desk {
        private final PagedReference pages = new PagedReference(reference);
        private final Matcher matcher = new Matcher(pages, index);
        private final GapMatcher gaps = new GapMatcher(pages, effort);
        private final byte[] buffer = new byte[(int) Math.min(stretchLength, target.size())];
        private final Covers covers = new Covers();
    }

    private Desk desk() {
        Desk desk = idle.poll();
        return desk == null ? new Desk() : desk;
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
        int[] next = {0};
        InOrder<Boolean> tasks =
                new InOrder<>(
                        workers,
                        () -> {
                            int stretch = next[0]++;
                            return stretch >= covers.count() ? null : () -> match(stretch, covers);
                        });
        try {
            tasks.finish();
        } finally {
            tasks.abandon();
        }
        return covers;
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
        int[] next = {0};
        InOrder<Boolean> tasks =
                new InOrder<>(
                        workers,
                        () -> {
                            int stretch = next[0]++;
                            return stretch >= covers.count()
                                    ? null
                                    : () -> refine(stretch, covers, opened);
                        });
        try {
            tasks.finish();
        } finally {
            tasks.abandon();
        }
        idle.clear();
    }

    private boolean refine(int stretch, StretchCovers covers, OpenedStreams opened)
            throws IOException {
        Desk desk = desk();
        long start = (long) stretch * stretchLength;
        int length = (int) Math.min(stretchLength, target.size() - start);
        target.read(start, desk.buffer, 0, length);
        Covers found = covers.get(stretch);
        desk.gaps.refine(desk.buffer, length, start, holes(start, length, opened), found);
        idle.add(desk);
        return true;
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

    private boolean match(int stretch, StretchCovers into) throws IOException {
        Desk desk = desk();
        long start = (long) stretch * stretchLength;
        int length = (int) Math.min(stretchLength, target.size() - start);
        target.read(start, desk.buffer, 0, length);
        desk.matcher.match(desk.buffer, length, start, desk.covers);
        into.set(stretch, desk.covers.copy());
        idle.add(desk);
        return true;
    }
}
