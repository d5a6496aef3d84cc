package io.deltaglider.delta.opening;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.level.Covers;
import io.deltaglider.delta.level.PagedReference;
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
    private static final int LARGEST_STRETCH = 8 << 20;
    private static final int STRETCHES = 8;

    private final Content target;
    private final Content reference;
    private final Workers workers;
    private final int stretchLength;
    private final SharedIndex index;
    private final Queue<Desk> idle = new ConcurrentLinkedQueue<>();

    DepthMatcher(Content target, Content reference, Workers workers) {
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
        private final Matcher matcher = new Matcher(new PagedReference(reference), index);
        private final byte[] buffer = new byte[(int) Math.min(stretchLength, target.size())];
        private final Covers covers = new Covers();
    }

    StretchCovers match() throws IOException {
        StretchCovers covers = new StretchCovers(target.size(), stretchLength);
        if (reference.size() == 0) {
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

    private boolean match(int stretch, StretchCovers into) throws IOException {
        Desk desk = idle.poll();
        if (desk == null) {
            desk = new Desk();
        }
        long start = (long) stretch * stretchLength;
        int length = (int) Math.min(stretchLength, target.size() - start);
        target.read(start, desk.buffer, 0, length);
        desk.matcher.match(desk.buffer, length, start, desk.covers);
        into.set(stretch, desk.covers.copy());
        idle.add(desk);
        return true;
    }
}
