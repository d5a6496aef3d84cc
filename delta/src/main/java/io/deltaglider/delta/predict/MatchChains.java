package io.deltaglider.delta.predict;

import io.deltaglider.delta.deflate.Token;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * zlib's search along hash chains (deflate.c, longest_match), with the same result in fewer steps: a match longer than the
 * best so far holds the string that ends with the byte behind that, so it is enough to look where this one occurs. Not
 * safe for use by several threads.
 */
final class MatchChains {
    private static final VarHandle SHORT =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    /** Bytes that zlib keeps between the farthest match and the end of its window. */
    private static final int MARGIN = Token.MAX_MATCH + Token.MIN_MATCH + 1;

    /** Candidates still to be looked at from which on it pays to go by another chain. */
    private static final int WORTH_HOPPING = 8;

    /** Nodes of other chains that are looked at for each candidate, before a search goes on step by step: content may be made to take time. */
    private static final int HOPS_PER_STEP = 2;

    private final HashChains chains;
    private final boolean complete;
    private final int hashed;
    private final int mask;
    private final int farthest;
    private int foundDistance;

    /** Of the search at hand: the longest match so far and where it is, candidates that may still be looked at, and nodes of other chains. */
    private int best;

    private int found;
    private int left;
    private int hops;

    /**
     * @param complete whether every position gets inserted: nothing is ever left out
     * @param hashBits binary logarithm of how many chains there are, 8 to 16
     * @param windowBits binary logarithm of the window size, 9 to 15
     */
    MatchChains(PrefixHash hash, int hashBits, int windowBits, boolean complete) {
        this.complete = complete;
        this.hashed = hash.bytesRead();
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
        best = longerThan;
        found = 0;
        left = steps;
        hops = complete ? HOPS_PER_STEP * steps : 0;
        do {
            int from = offset + candidate;
            if ((short) SHORT.get(bytes, from + best - 1)
                    == (short) SHORT.get(bytes, at + best - 1)) {
                int length = CommonPrefix.length(bytes, from, at, limit);
                if (length > best) {
                    best = length;
                    found = candidate;
                    if (length >= enough) {
                        break;
                    }
                }
            }
            candidate = older[candidate & mask];
            left--;
            if (left > WORTH_HOPPING
                    && hops > 0
                    && best >= hashed
                    && here - candidate > best - hashed
                    && candidate > lowest) {
                candidate = hop(bytes, offset, here, candidate, limit, enough, lowest);
            }
        } while (candidate > lowest && left > 0);
        if (found == 0) {
            return 0;
        }
        foundDistance = here - found;
        return best;
    }

    /**
     * Goes on by way of the chain of that string in a longer match which ends with the byte behind the best one: of all in
     * the match the least likely to occur often. Passes over candidates that the other chain has, and counts them.
     *
     * @param first candidate that has not been looked at, so far away that the string in its match is inserted already
     * @return the candidate to go on with; {@code lowest} if there is no longer match
     */
    private int hop(
            byte[] bytes, int offset, int here, int first, int limit, int enough, int lowest) {
        int[] older = chains.older();
        int at = offset + here;
        int candidate = first;
        int behind = best + 1 - hashed;
        while (here - candidate >= behind && candidate > lowest && left > WORTH_HOPPING) {
            int beginning = (int) INT.get(bytes, at);
            int node = chains.newest(bytes, at + behind);
            int mostHops = hops;
            while (node - behind > candidate && --mostHops > 0) {
                node = older[node & mask];
            }
            int length = 0;
            while (node - behind > lowest && --mostHops > 0) {
                int from = offset + node - behind;
                if ((int) INT.get(bytes, from) == beginning) {
                    length = CommonPrefix.length(bytes, from, at, limit);
                    if (length > best) {
                        break;
                    }
                }
                node = older[node & mask];
            }
            hops = mostHops;
            if (mostHops <= 0) {
                return candidate;
            }
            int next = node - behind;
            if (next <= lowest) {
                return lowest;
            }
            // As many steps as the compressor makes to come here, which may be more than it makes
            // at most.
            while (candidate > next && left > 0) {
                candidate = older[candidate & mask];
                left--;
            }
            if (left == 0) {
                return lowest;
            }
            best = length;
            found = next;
            if (length >= enough) {
                return lowest;
            }
            candidate = older[candidate & mask];
            left--;
            behind = best + 1 - hashed;
        }
        return candidate;
    }
}
