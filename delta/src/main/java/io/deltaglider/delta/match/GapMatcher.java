package io.deltaglider.delta.match;

import io.deltaglider.delta.Effort;
import io.deltaglider.delta.level.Covers;
import io.deltaglider.delta.level.PagedReference;
import io.deltaglider.delta.level.Ranges;

import java.io.IOException;

/**
 * Matches finely what block matching left: gaps between covers are looked for where the covers around them point, by short
 * windows, at every byte. What is found depends on the bytes and the covers alone. Takes up to about 30 MiB. Not safe for
 * use by several threads.
 */
public final class GapMatcher {
    /** Reference bytes that are looked at before and behind where a cover points, at least and at most. */
    private static final int NEAR = 8 << 10;

    private static final int FAR = 128 << 10;

    /** Shortest run that is taken where a cover beside the gap would go on. */
    private static final int SHORTEST_ALONG = 4;

    /** A cover goes on through so many literals, instead of a new one after them: their differences cost no more. */
    private static final int BRIDGED = 16;

    /** What a cover costs without its shift, in 1/256 of a byte. */
    private static final int COVER_COST = 200;

    /** What a change of shift costs, in 1/256 of a byte: in any case, and for each bit that it has. */
    private static final int CHANGE_COST = 200;

    private static final int BIT_COST = 32;

    /** By how much literals in a gap cost less than the estimate for the whole target tells, in 1/256 of a byte. */
    private static final int CONTEXT_GAIN = 22;

    private static final int LEAST_LITERAL_COST = 8;

    private final PagedReference reference;

    /** Places of a window that are compared; 0 for no search. */
    private final int candidates;

    private final Neighbourhood neighbourhood;
    private final Covers kept = new Covers();

    private byte[] target = new byte[0];
    private Ranges holes = Ranges.none();
    private int literalCost;

    /** The match found last. */
    private int matchStart;

    private int matchEnd;
    private long matchShift;
    private long matchGain;

    public GapMatcher(PagedReference reference, Effort effort) {
        this.reference = reference;
        this.neighbourhood = new Neighbourhood(reference);
        this.candidates =
                switch (effort) {
                    case FAST -> 0;
                    case BALANCED -> 3;
                    case MAX -> 64;
                };
    }

    /**
     * Takes the holes out of the covers and adds covers in the gaps.
     *
     * @param targetStart where the stretch {@code target[0 .. length)} begins in the whole target
     * @param holes bytes that need no covers
     */
    public void refine(byte[] target, int length, long targetStart, Ranges holes, Covers covers)
            throws IOException {
        cut(holes, covers);
        this.target = target;
        this.holes = holes;
        covers.clear();
        if (candidates > 0 && kept.count() > 0) {
            literalCost =
                    Math.max(
                            LEAST_LITERAL_COST,
                            LiteralCost.estimate(target, length, holes) - CONTEXT_GAIN);
            explore(length);
            fill(length, covers);
        } else {
            for (int i = 0; i < kept.count(); i++) {
                covers.add(kept.start(i), kept.length(i), kept.from(i), kept.isExact(i));
            }
        }
    }

    /** Fills {@link #kept} with what of the covers lies outside of the holes. */
    private void cut(Ranges holes, Covers covers) {
        kept.clear();
        int hole = 0;
        for (int i = 0; i < covers.count(); i++) {
            int start = covers.start(i);
            int end = covers.end(i);
            long shift = covers.from(i) - start;
            while (start < end) {
                while (hole < holes.count() && holes.end(hole) <= start) {
                    hole++;
                }
                int limit = hole < holes.count() ? Math.min(end, holes.start(hole)) : end;
                if (limit > start) {
                    kept.add(start, limit - start, start + shift, covers.isExact(i));
                }
                start = limit == end ? end : Math.min(end, holes.end(hole));
            }
        }
    }

    /** Indexes the reference where the covers on both sides of each gap point. */
    private void explore(int length) throws IOException {
        neighbourhood.clear();
        for (int i = 0; i <= kept.count(); i++) {
            int start = i == 0 ? 0 : kept.end(i - 1);
            int end = i == kept.count() ? length : kept.start(i);
            if (end - start < Neighbourhood.WINDOW || onlyHole(start, end)) {
                continue;
            }
            int reach = Math.clamp(2L * (end - start), NEAR, FAR);
            if (i > 0) {
                long at = kept.from(i - 1) + kept.length(i - 1);
                neighbourhood.add(at - NEAR, at + reach);
            }
            if (i < kept.count()) {
                long at = kept.from(i);
                neighbourhood.add(at - reach, at + NEAR);
            }
        }
        neighbourhood.build();
    }

    private boolean onlyHole(int start, int end) {
        int hole = holes.firstEndingAfter(start);
        return hole < holes.count() && holes.start(hole) <= start && holes.end(hole) >= end;
    }

    private void fill(int length, Covers covers) throws IOException {
        int hole = 0;
        long shift = 0;
        int at = 0;
        for (int i = 0; i <= kept.count(); i++) {
            int end = i == kept.count() ? length : kept.start(i);
            long next = i == kept.count() ? shift : kept.from(i) - kept.start(i);
            while (at < end) {
                while (hole < holes.count() && holes.end(hole) <= at) {
                    hole++;
                }
                int limit = hole < holes.count() ? Math.min(end, holes.start(hole)) : end;
                if (limit > at) {
                    shift = gap(at, limit, shift, next, covers);
                }
                at = limit == end ? end : Math.min(end, holes.end(hole));
            }
            if (i < kept.count()) {
                put(kept.start(i), kept.end(i), next, kept.isExact(i), covers);
                shift = next;
                at = kept.end(i);
            }
        }
    }

    /** Finds covers in one gap and returns the shift of the last one. */
    private long gap(int from, int to, long before, long next, Covers covers) throws IOException {
        long shift = before;
        int floor = from;
        int at = from;
        while (at < to) {
            if (!best(at, floor, to, shift, next)) {
                at++;
                continue;
            }
            int start = matchStart;
            int end = matchEnd;
            long found = matchShift;
            long gain = matchGain;
            // A better one may begin a byte later.
            if (at + 1 < to && best(at + 1, floor, to, shift, next) && matchGain > gain) {
                start = matchStart;
                end = matchEnd;
                found = matchShift;
            }
            put(start, end, found, true, covers);
            shift = found;
            floor = end;
            at = end;
        }
        return shift;
    }

    private boolean best(int at, int floor, int limit, long shift, long next) throws IOException {
        matchGain = 0;
        along(at, floor, limit, shift, shift, next);
        if (next != shift) {
            along(at, floor, limit, next, shift, next);
        }
        if (limit - at >= Neighbourhood.WINDOW && at + Neighbourhood.readAhead() <= target.length) {
            int place = neighbourhood.first(target, at);
            for (int i = 0; i < candidates && place >= 0; i++) {
                if (neighbourhood.matches(place, target, at)) {
                    candidate(place, at, floor, limit, shift, next);
                }
                place = neighbourhood.next(place);
            }
        }
        return matchGain > 0;
    }

    /** Tries a place of the neighbourhood. Which part it is in is looked up only where the match could be the best one. */
    private void candidate(int place, int at, int floor, int limit, long shift, long next) {
        int forward = neighbourhood.forward(place, target, at, limit);
        int back = neighbourhood.backward(place, target, at, floor);
        if ((long) (forward + back) * literalCost - COVER_COST <= matchGain) {
            return;
        }
        int part = neighbourhood.part(place);
        offer(
                at - Math.min(back, neighbourhood.before(place, part)),
                at + Math.min(forward, neighbourhood.behind(place, part)),
                neighbourhood.position(place, part) - at,
                shift,
                next);
    }

    /** Tries the place that this shift means. */
    private void along(int at, int floor, int limit, long along, long shift, long next)
            throws IOException {
        long place = at + along;
        if (place < 0 || place >= reference.size() || reference.at(place) != target[at]) {
            return;
        }
        int most = (int) Math.min(limit - at, reference.size() - place);
        int forward = reference.matchForward(place, target, at, most);
        if (forward >= SHORTEST_ALONG) {
            int back =
                    reference.matchBackward(place, target, at, (int) Math.min(at - floor, place));
            offer(at - back, at + forward, along, shift, next);
        }
    }

    private void offer(int start, int end, long candidate, long shift, long next) {
        int cost =
                COVER_COST + cost(candidate - shift) + cost(next - candidate) - cost(next - shift);
        long gain = (long) (end - start) * literalCost - cost;
        if (gain > matchGain) {
            matchGain = gain;
            matchStart = start;
            matchEnd = end;
            matchShift = candidate;
        }
    }

    /** About what it takes to write a change of shift, in 1/256 of a byte. */
    private static int cost(long change) {
        return change == 0
                ? 0
                : CHANGE_COST + BIT_COST * (64 - Long.numberOfLeadingZeros(Math.abs(change)));
    }

    /** Adds a cover; where it goes on with the last one's shift after a few literals, it becomes a part of that. */
    private void put(int start, int end, long shift, boolean exact, Covers covers) {
        int last = covers.count() - 1;
        if (last >= 0
                && covers.from(last) - covers.start(last) == shift
                && start - covers.end(last) <= BRIDGED
                && start + shift >= 0
                && !holeBetween(covers.end(last), start)) {
            covers.extendLast(end, exact && start == covers.end(last));
        } else {
            covers.add(start, end - start, start + shift, exact);
        }
    }

    private boolean holeBetween(int from, int to) {
        int hole = holes.firstEndingAfter(from);
        return hole < holes.count() && holes.start(hole) < to;
    }
}
