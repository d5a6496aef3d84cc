package io.deltaglider.delta.opening;

import io.deltaglider.delta.level.Shape;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * Cuts the unpacked form of a target into stretches. Streams stay whole where they are no longer than a stretch; those
 * that are longer go over from one to the next. Not safe for use by several threads.
 */
public final class Planner {
    private static final int SMALLEST = 2 << 20;
    private static final int LARGEST = 4 << 20;
    private static final int STRETCHES = 8;

    private final List<Depth> depths;
    private final long total;
    private final int room;

    /** Where the plan is: the target itself at the bottom, above it the streams that are open. */
    private final Deque<Cursor> open = new ArrayDeque<>();

    private static final class Cursor {
        final int depth;
        final long end;
        long at;
        int next;

        Cursor(int depth, long from, long end, OpenedStreams streams) {
            this.depth = depth;
            this.at = from;
            this.end = end;
            this.next = streams.firstFrom(from);
        }
    }

    /**
     * @param depths all depths; the last one has no opened streams
     */
    public Planner(List<Depth> depths) {
        this.depths = depths;
        measure();
        OpenedStreams streams = depths.getFirst().opened();
        long sum = depths.getFirst().target().size();
        for (int i = 0; i < streams.count(); i++) {
            sum += streams.isClosed(i) ? 0 : streams.unpackedLength(i) - streams.packedLength(i);
        }
        total = sum;
        room = Math.clamp(total / STRETCHES, SMALLEST, LARGEST);
        open.push(new Cursor(0, 0, depths.getFirst().target().size(), streams));
    }

    /** Whether streams reach from one stretch into the next. */
    public boolean isTied() {
        for (Depth depth : depths) {
            OpenedStreams streams = depth.opened();
            for (int i = 0; i < streams.count(); i++) {
                if (!streams.isClosed(i) && streams.unpackedLength(i) > room) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Bytes of all stretches together, if all streams stay open that may be. */
    public long total() {
        return total;
    }

    /** Finds what each stream has when everything in it is opened. */
    private void measure() {
        for (int depth = depths.size() - 2; depth >= 0; depth--) {
            OpenedStreams outer = depths.get(depth).opened();
            OpenedStreams inner = depths.get(depth + 1).opened();
            int next = 0;
            for (int i = 0; i < outer.count(); i++) {
                long length = outer.contentLength(i);
                while (next < inner.count() && inner.position(next) < outer.contentEnd(i)) {
                    length +=
                            inner.isClosed(next)
                                    ? 0
                                    : inner.unpackedLength(next) - inner.packedLength(next);
                    next++;
                }
                outer.setUnpackedLength(i, length);
            }
        }
    }

    /** The next stretch; null when there are no more. */
    public @Nullable StretchPlan next() {
        Cursor bottom = open.getLast();
        if (open.size() == 1 && bottom.at == bottom.end) {
            return null;
        }
        StretchPlan plan = new StretchPlan(carried(), origins(), new ArrayList<>());
        int left = room;
        while (left > 0) {
            Cursor top = open.element();
            OpenedStreams streams = depths.get(top.depth).opened();
            while (top.next < streams.count() && streams.isClosed(top.next)) {
                top.next++;
            }
            boolean hasNext = top.next < streams.count() && streams.position(top.next) < top.end;
            long stop = hasNext ? streams.position(top.next) : top.end;
            if (top.at < stop) {
                int n = (int) Math.min(left, stop - top.at);
                plan.items().add(new Item.Run(top.depth, top.at, n));
                top.at += n;
                left -= n;
            } else if (!hasNext) {
                if (open.size() == 1) {
                    break;
                }
                plan.items().add(new Item.End());
                open.pop();
            } else if (streams.unpackedLength(top.next) <= left) {
                left -= (int) streams.unpackedLength(top.next);
                whole(top.depth, top.next, plan.items());
                top.at = streams.end(top.next);
                top.next++;
            } else if (streams.unpackedLength(top.next) <= room) {
                break;
            } else {
                begin(top, streams, plan.items());
            }
        }
        endComplete(plan.items());
        return plan;
    }

    /** A stream whose content ends where the stretch ends is over there too: that is how a {@link Shape} is read. */
    private void endComplete(List<Item> items) {
        while (open.size() > 1 && open.element().at == open.element().end) {
            items.add(new Item.End());
            open.pop();
        }
    }

    private void begin(Cursor top, OpenedStreams streams, List<Item> items) {
        int stream = top.next;
        items.add(new Item.Begin(top.depth, stream, true));
        top.at = streams.end(stream);
        top.next++;
        open.push(
                new Cursor(
                        top.depth + 1,
                        streams.contentStart(stream),
                        streams.contentEnd(stream),
                        depths.get(top.depth + 1).opened()));
    }

    private void whole(int depth, int stream, List<Item> items) {
        items.add(new Item.Begin(depth, stream, false));
        OpenedStreams streams = depths.get(depth).opened();
        OpenedStreams inner = depths.get(depth + 1).opened();
        long at = streams.contentStart(stream);
        long end = streams.contentEnd(stream);
        for (int i = inner.firstFrom(at); i < inner.count() && inner.position(i) < end; i++) {
            if (!inner.isClosed(i)) {
                run(depth + 1, at, inner.position(i), items);
                whole(depth + 1, i, items);
                at = inner.end(i);
            }
        }
        run(depth + 1, at, end, items);
        items.add(new Item.End());
    }

    private static void run(int depth, long from, long to, List<Item> items) {
        if (to > from) {
            items.add(new Item.Run(depth, from, (int) (to - from)));
        }
    }

    private long[] carried() {
        long[] carried = new long[open.size() - 1];
        Iterator<Cursor> fromBottom = open.descendingIterator();
        fromBottom.next();
        for (int i = 0; i < carried.length; i++) {
            Cursor cursor = fromBottom.next();
            carried[i] = cursor.end - cursor.at;
        }
        return carried;
    }

    /** Deeper than the innermost open stream, the position is where the next stream's content begins. */
    private long[] origins() {
        long[] origins = new long[Shape.MAX_DEPTH + 1];
        Iterator<Cursor> fromBottom = open.descendingIterator();
        int depth = 0;
        Cursor innermost = open.getFirst();
        while (fromBottom.hasNext()) {
            origins[depth] = fromBottom.next().at;
            depth++;
        }
        long at = innermost.at;
        for (int d = innermost.depth; d < depths.size() - 1; d++) {
            OpenedStreams streams = depths.get(d).opened();
            int next = streams.firstFrom(at);
            at =
                    next < streams.count()
                            ? streams.contentStart(next)
                            : depths.get(d + 1).target().size();
            origins[d + 1] = at;
        }
        return origins;
    }
}
