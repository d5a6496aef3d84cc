package io.deltaglider.delta.predict;

import io.deltaglider.delta.deflate.Token;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** zlib's search along hash chains (deflate.c, longest_match). Not safe for use by several threads. */
final class MatchChains {
    private static final VarHandle SHORT =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

    /** Bytes that zlib keeps between the farthest match and the end of its window. */
    private static final int MARGIN = Token.MAX_MATCH + Token.MIN_MATCH + 1;

    private final HashChains chains;
    private final int mask;
    private final int farthest;
    private int foundDistance;

    /**
     * @param hashBits binary logarithm of how many chains there are, 8 to 16
     * @param windowBits binary logarithm of the window size, 9 to 15
     */
    MatchChains(PrefixHash hash, int hashBits, int windowBits) {
        chains = new HashChains(hash, hashBits, windowBits);
        mask = (1 << windowBits) - 1;
        farthest = mask + 1 - MARGIN;
    }

    /**
     * Begins anew: matches reach back to behind {@code start} at most, and every position from there on gets inserted, except
     * what is to be left out from {@code gapsFrom} on.
     */
    void restart(long start, long gapsFrom) {
        chains.restart(start, gapsFrom);
    }

    /** Tells that the positions {@code [start, start + length)} never get inserted. */
    void leaveOut(long start, int length) {
        chains.leaveOut(start, length);
    }

    /** Distance of the match that the last {@link #search} found. */
    int foundDistance() {
        return foundDistance;
    }

    /**
     * The longest match at {@code position} that is longer than {@code longerThan}, the nearest of them; inserts the
     * positions up to this one.
     *
     * @param end position that no match may go beyond, known to the window up to the longest match
     * @param longerThan at least 2
     * @param steps how many strings to look at
     * @param nice length that ends the search
     * @return its length, or 0 if there is none
     */
    int search(ContentWindow window, long position, long end, int longerThan, int steps, int nice) {
        int limit = (int) Math.min(end - position, Token.MAX_MATCH);
        if (limit < Token.MIN_MATCH || longerThan >= limit) {
            return 0;
        }
        chains.insertThrough(window, position);
        byte[] bytes = window.bytes();
        int[] older = chains.older();
        int offset = chains.offset(window);
        int here = chains.relative(position);
        int candidate = older[here & mask];
        if (candidate <= chains.floor() || here - candidate > farthest) {
            return 0;
        }
        int enough = Math.min(nice, limit);
        int lowest = Math.max(here - farthest, chains.floor());
        int at = offset + here;
        int best = longerThan;
        int found = 0;
        short ending = (short) SHORT.get(bytes, at + best - 1);
        int left = steps;
        do {
            int from = offset + candidate;
            if ((short) SHORT.get(bytes, from + best - 1) == ending) {
                int length = CommonPrefix.length(bytes, from, at, limit);
                if (length > best) {
                    best = length;
                    found = candidate;
                    if (length >= enough) {
                        break;
                    }
                    ending = (short) SHORT.get(bytes, at + best - 1);
                }
            }
            candidate = older[candidate & mask];
        } while (candidate > lowest && --left != 0);
        if (found == 0) {
            return 0;
        }
        foundDistance = here - found;
        return best;
    }
}
