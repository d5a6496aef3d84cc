package io.deltaglider.delta.match;

import io.deltaglider.delta.level.Covers;
import io.deltaglider.delta.level.PagedReference;

import java.io.IOException;

/**
 * Finds covers of a stretch of target, from left to right. Each match is extended both ways, through small differences
 * too. What is found depends on the bytes alone, never on threads or on what was matched before. Not safe for use by several threads.
 */
public final class Matcher {
    /** Shortest run at the same place that is taken without a search. */
    private static final int SHORTEST_IN_PLACE = 32;

    /** Candidates that are compared for one window. */
    private static final int MAX_CANDIDATES = 8;

    /** The same where comparing has taken more than its share. */
    private static final int FEW_CANDIDATES = 3;

    /** One step may be taken for so many bytes of target (as a power of two), and so many more in a stretch; comparing takes one for a place, and one for so many bytes. */
    private static final int BYTES_FOR_STEP_BITS = 3;

    private static final int FREE_STEPS = 1 << 16;
    private static final int COMPARED_IN_STEP_BITS = 6;

    /** Without a match, the search takes wider steps after each stretch of this many bytes (as a power of two). */
    private static final int PATIENCE_BITS = 12;

    private static final int LARGEST_STEP = 31;

    private final PagedReference reference;
    private final SharedIndex sharedIndex;
    private final Extension extension;
    private final long[] candidates = new long[MAX_CANDIDATES];

    private byte[] target = new byte[0];
    private int length;
    private long likely;
    private int literalCost;

    /** Steps taken in this stretch. */
    private long steps;

    /** The match found last: start in the target, place in the reference. */
    private int matchStart;

    private long matchFrom;

    public Matcher(PagedReference reference, SharedIndex index) {
        this.reference = reference;
        this.sharedIndex = index;
        this.extension = new Extension(reference);
    }

    /**
     * Finds the covers of {@code target[0 .. length)}.
     *
     * @param likely place in the reference that is tried first: the one that the stretch has in the whole target, or where the stretch before would go on
     * @param covers is cleared, then filled
     */
    public void match(byte[] target, int length, long likely, Covers covers) throws IOException {
        covers.clear();
        this.target = target;
        this.length = length;
        this.likely = likely;
        this.steps = 0;
        this.literalCost = LiteralCost.estimate(target, length);
        if (reference.size() == 0) {
            return;
        }
        boolean found = matchInPlace() || search(0, likely);
        int end = 0;
        while (found) {
            long shift = matchFrom - matchStart;
            int reach = extension.forward(target, matchStart, length, matchFrom);
            int core = extension.coreEnd();
            int back = extension.backward(target, matchStart, end, matchFrom);
            int start = matchStart - back;
            boolean exact = back == 0 && extension.isExact();
            found = search(core, shift);
            // A better match may begin inside the stretch that the last one reached through
            // differences only.
            int coverEnd = found ? Math.min(reach, Math.max(core, matchStart)) : reach;
            covers.add(start, coverEnd - start, start + shift, exact);
            end = coverEnd;
        }
    }

    private boolean matchInPlace() throws IOException {
        if (likely >= reference.size()) {
            return false;
        }
        int limit = (int) Math.min(length, reference.size() - likely);
        int n = reference.matchForward(likely, target, 0, limit);
        matchStart = 0;
        matchFrom = likely;
        return n >= SHORTEST_IN_PLACE || (n == length && n > 0);
    }

    /**
     * Finds the next match through the index.
     *
     * @param from where the search begins; a match extends back to here at most
     * @param shift of the cover before; of equally long matches the one nearest to it is taken
     */
    private boolean search(int from, long shift) throws IOException {
        int last = length - BlockIndex.WINDOW;
        if (from > last) {
            return false;
        }
        BlockIndex index = sharedIndex.get();
        for (int p = from; p <= last; p += step(p - from)) {
            int hash = WindowHash.hash(target, p);
            if (index.mayContain(hash) && choose(index, p, hash, from, shift)) {
                return true;
            }
        }
        return false;
    }

    /**
     * How far to go on after so many bytes without a match: the longer there was none, the wider apart are the places
     * looked at. Odd, so that they still meet the windows of the index, which are a power of two apart.
     */
    private static int step(int fruitless) {
        return 1 + 2 * Math.min(LARGEST_STEP / 2, fruitless >> PATIENCE_BITS);
    }

    private boolean choose(BlockIndex index, int p, int hash, int floor, long shift)
            throws IOException {
        int count = index.nearest(hash, p + shift, candidates);
        if (count == 0) {
            return false;
        }
        // Of content that occurs several times nearly the same, the index may have only the windows
        // of another copy here.
        long best = p + shift < 0 ? 0 : offer(p + shift, p, floor, shift, 0);
        boolean isLate = steps > FREE_STEPS + (p >>> BYTES_FOR_STEP_BITS);
        int most = isLate ? Math.min(count, FEW_CANDIDATES) : count;
        for (int i = 0; i < most; i++) {
            best = offer(candidates[i], p, floor, shift, best);
        }
        return best > 0;
    }

    /** Takes the match between {@code p} and a place of the reference if it gains more than the best so far; returns the best gain. */
    private long offer(long at, int p, int floor, long shift, long best) throws IOException {
        int limit = (int) Math.min(length - p, reference.size() - at);
        int forward = limit < BlockIndex.WINDOW ? 0 : reference.matchForward(at, target, p, limit);
        steps += 1 + (Math.max(0, forward) >>> COMPARED_IN_STEP_BITS);
        if (forward < BlockIndex.WINDOW) {
            return best;
        }
        int back = reference.matchBackward(at, target, p, (int) Math.min(p - floor, at));
        steps += back >>> COMPARED_IN_STEP_BITS;
        long gain =
                (long) (forward + back) * literalCost
                        - (long) cost(at - p - shift) * LiteralCost.FULL;
        if (gain > best) {
            matchStart = p - back;
            matchFrom = at - back;
        }
        return Math.max(best, gain);
    }

    /** About how many bytes it takes to write a cover with this change of shift. */
    private static int cost(long change) {
        return 5 + (64 - Long.numberOfLeadingZeros(Math.abs(change)) + 7) / 7;
    }
}
