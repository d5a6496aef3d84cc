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
    private static final int MAX_CANDIDATES = 16;

    private final PagedReference reference;
    private final SharedIndex sharedIndex;
    private final Extension extension;

    private byte[] target = new byte[0];
    private int length;
    private long targetStart;

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
     * @param targetStart where the stretch begins in the whole target; bytes at the same place in the reference are tried first
     * @param covers is cleared, then filled
     */
    public void match(byte[] target, int length, long targetStart, Covers covers)
            throws IOException {
        covers.clear();
        this.target = target;
        this.length = length;
        this.targetStart = targetStart;
        if (reference.size() == 0) {
            return;
        }
        boolean found = matchInPlace() || search(0, 0);
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
        if (targetStart >= reference.size()) {
            return false;
        }
        int limit = (int) Math.min(length, reference.size() - targetStart);
        int n = reference.matchForward(targetStart, target, 0, limit);
        matchStart = 0;
        matchFrom = targetStart;
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
        for (int p = from; p <= last; p++) {
            int hash = WindowHash.hash(target, p);
            if (index.mayContain(hash) && choose(index, p, hash, from, shift)) {
                return true;
            }
        }
        return false;
    }

    private boolean choose(BlockIndex index, int p, int hash, int floor, long shift)
            throws IOException {
        int best = 0;
        long bestDistance = Long.MAX_VALUE;
        int window = index.first(hash);
        for (int tries = 0; window >= 0 && tries < MAX_CANDIDATES; tries++) {
            long at = index.position(window);
            int forward =
                    reference.matchForward(
                            at, target, p, (int) Math.min(length - p, reference.size() - at));
            if (forward >= BlockIndex.WINDOW) {
                int back = reference.matchBackward(at, target, p, (int) Math.min(p - floor, at));
                long distance = Math.abs(at - p - shift);
                int score = forward + back;
                if (score > best || (score == best && distance < bestDistance)) {
                    best = score;
                    bestDistance = distance;
                    matchStart = p - back;
                    matchFrom = at - back;
                }
            }
            window = index.next(window, hash);
        }
        return best > 0;
    }
}
