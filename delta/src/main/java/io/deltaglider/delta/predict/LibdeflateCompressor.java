package io.deltaglider.delta.predict;

import io.deltaglider.delta.deflate.Token;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * libdeflate at levels 1 to 9 (deflate_compress.c and hc_matchfinder.h, since version 1.9): greedy, and lazy by one or two
 * bytes. Matches of three bytes come from a table of their own; how short a match may be depends on how many different
 * literals a block has. Not safe for use by several threads.
 */
final class LibdeflateCompressor implements Compressor {
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int[][] LEVELS = {
        // steps, nice, bytes to look ahead
        {2, 32, 0},
        {6, 10, 0},
        {12, 14, 0},
        {16, 30, 0},
        {16, 30, 1},
        {35, 65, 1},
        {100, 130, 1},
        {300, 258, 2},
        {600, 258, 2},
    };

    private static final int WINDOW = 1 << 15;
    private static final int MASK = WINDOW - 1;
    private static final int THREE_BYTES = 0xFFFFFF;

    /** Bytes that have to be left for a search. */
    private static final int SEARCHABLE = 5;

    private static final int FAR_FOR_THREE_GREEDY = 4096;
    private static final int FAR_FOR_THREE_LAZY = 8192;

    /** What level 1 has instead of statistics, and of a table for matches of three bytes. */
    private static final int FAST_LONGEST_BLOCK = 65_535;

    private static final int FAST_MOST_MATCHES = 8192;
    private static final int FAST_HASH_BITS = 15;

    private static final int LONGEST_BLOCK = 300_000;
    private static final int SHORTEST_BLOCK = 5000;
    private static final int MOST_MATCHES = 50_000;
    private static final int FIRST_LOOK = 4096;
    private static final int RECALCULATE = 10_000;
    private static final int SMALL = 512;

    /** By number of different literals: the shortest match worth having; three where there are more. */
    private static final byte[] SHORTEST = {
        9, 9, 9, 9, 9, 9, 8, 8, 7, 7, 6, 6, 6, 6, 6, 6, //
        5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, //
        5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 4, 4, 4, //
        4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, //
        4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4,
    };

    private final boolean fast;
    private final int steps;
    private final int nice;
    private final int ahead;
    private final CodeLengths codeLengths;
    private final HashChains ofFour;
    private final HashChains ofThree = new HashChains(PrefixHash.LIBDEFLATE_THREE, 15, 15);
    private final SplitStatistics split = new SplitStatistics();
    private final int[] literals = new int[256];
    private final boolean[] seen = new boolean[256];

    private boolean entered;
    private long blockStart;
    private long blockLimit;
    private int matches;
    private int shortest;
    private long nextRecalculation;
    private boolean ends;

    private int foundDistance;

    /** Position where the search is done already, and what it found. */
    private long knownAt;

    private int knownLength;
    private int knownDistance;

    /** Position of a literal that is settled already. */
    private long literalAt;

    LibdeflateCompressor(int level, CodeLengths codeLengths) {
        this.codeLengths = codeLengths;
        int[] row = LEVELS[level - 1];
        fast = level == 1;
        ofFour = new HashChains(PrefixHash.LIBDEFLATE_FOUR, fast ? FAST_HASH_BITS : 16, 15);
        steps = row[0];
        nice = row[1];
        ahead = row[2];
        restart();
    }

    @Override
    public void restart() {
        ofFour.restart(0, Long.MAX_VALUE);
        ofThree.restart(0, Long.MAX_VALUE);
        knownAt = -1;
        literalAt = -1;
        blockEnded(0);
    }

    @Override
    public int predict(ContentWindow window, long position) {
        if (!entered) {
            enterBlock(window, position);
        }
        int match =
                literalAt == position
                        ? 0
                        : ahead == 0 ? greedy(window, position) : lazy(window, position);
        return match == 0 ? Token.literal(window.bytes()[window.index(position)]) : match;
    }

    /** The match at a position, or 0. */
    private int greedy(ContentWindow window, long position) {
        int length = search(window, position, shortest - 1, steps);
        boolean taken =
                length >= shortest
                        && (length > Token.MIN_MATCH || foundDistance <= FAR_FOR_THREE_GREEDY);
        return taken ? Token.match(length, foundDistance) : 0;
    }

    private int lazy(ContentWindow window, long position) {
        int length;
        int distance;
        if (knownAt == position) {
            length = knownLength;
            distance = knownDistance;
        } else {
            length = search(window, position, shortest - 1, steps);
            distance = foundDistance;
            if (length < shortest || (length == Token.MIN_MATCH && distance > FAR_FOR_THREE_LAZY)) {
                return 0;
            }
        }
        long left = window.contentLength() - position;
        if (length >= Math.min(nice, left)) {
            return Token.match(length, distance);
        }
        if (isBetter(window, position + 1, length, distance, steps >> 1, 2)) {
            return 0;
        }
        if (ahead == 2 && isBetter(window, position + 2, length, distance, steps >> 2, 6)) {
            literalAt = position + 1;
            return 0;
        }
        return Token.match(length, distance);
    }

    /** Whether there is a match further on that is so much better that it is worth waiting for; if so it is noted. */
    private boolean isBetter(
            ContentWindow window, long position, int length, int distance, int most, int margin) {
        int longer = search(window, position, length - 1, most);
        if (longer < length) {
            return false;
        }
        int nearer =
                Integer.numberOfLeadingZeros(foundDistance)
                        - Integer.numberOfLeadingZeros(distance);
        if (4 * (longer - length) + nearer <= margin) {
            return false;
        }
        knownAt = position;
        knownLength = longer;
        knownDistance = foundDistance;
        return true;
    }

    /** Length of a match longer than {@code longerThan}, or that. */
    private int search(ContentWindow window, long position, int longerThan, int most) {
        int limit = (int) Math.min(window.contentLength() - position, Token.MAX_MATCH);
        if (limit < SEARCHABLE) {
            return longerThan;
        }
        ofFour.insertThrough(window, position);
        if (!fast) {
            ofThree.insertThrough(window, position);
        }
        byte[] bytes = window.bytes();
        int[] older = ofFour.older();
        int offset = ofFour.offset(window);
        int here = ofFour.relative(position);
        int at = offset + here;
        int lowest = Math.max(here - WINDOW, ofFour.floor());
        int enough = Math.min(nice, limit);
        int best = longerThan;
        int left = most;
        int four = (int) INT.get(bytes, at);
        int node = older[here & MASK];
        if (best < Integer.BYTES) {
            int three = fast ? node : ofThree.older()[here & MASK];
            if (three <= lowest) {
                return best;
            }
            if (best < Token.MIN_MATCH
                    && (((int) INT.get(bytes, offset + three) ^ four) & THREE_BYTES) == 0) {
                best = Token.MIN_MATCH;
                foundDistance = here - three;
            }
            if (node <= lowest) {
                return best;
            }
            while ((int) INT.get(bytes, offset + node) != four) {
                node = older[node & MASK];
                if (node <= lowest || --left == 0) {
                    return best;
                }
            }
            best = CommonPrefix.length(bytes, offset + node, at, limit);
            foundDistance = here - node;
            if (best >= enough) {
                return best;
            }
            node = older[node & MASK];
            if (node <= lowest || --left == 0) {
                return best;
            }
        } else if (node <= lowest || best >= enough) {
            return best;
        }
        do {
            int from = offset + node;
            if ((int) INT.get(bytes, from + best - 3) == (int) INT.get(bytes, at + best - 3)) {
                int length = CommonPrefix.length(bytes, from, at, limit);
                if (length > best) {
                    best = length;
                    foundDistance = here - node;
                    if (best >= enough) {
                        return best;
                    }
                }
            }
            node = older[node & MASK];
        } while (node > lowest && --left != 0);
        return best;
    }

    private void enterBlock(ContentWindow window, long position) {
        entered = true;
        blockStart = position;
        long left = window.contentLength() - position;
        int longest = fast ? FAST_LONGEST_BLOCK : LONGEST_BLOCK;
        long most = left < longest + SHORTEST_BLOCK ? left : longest;
        blockLimit = position + most;
        nextRecalculation = position + Math.min(left, RECALCULATE);
        shortest =
                fast
                        ? Integer.BYTES
                        : most < SMALL
                                ? Token.MIN_MATCH
                                : shortest(
                                        different(
                                                window,
                                                position,
                                                (int) Math.min(most, FIRST_LOOK)));
    }

    private int different(ContentWindow window, long position, int length) {
        Arrays.fill(seen, false);
        int from = window.index(position);
        int count = 0;
        for (int i = 0; i < length; i++) {
            int value = window.bytes()[from + i] & 0xFF;
            count += seen[value] ? 0 : 1;
            seen[value] = true;
        }
        return count;
    }

    private int shortest(int differentLiterals) {
        if (differentLiterals >= SHORTEST.length) {
            return Token.MIN_MATCH;
        }
        int most = steps >= 16 ? Token.MAX_MATCH : steps < 5 ? 4 : steps < 10 ? 5 : 7;
        return Math.min(SHORTEST[differentLiterals], most);
    }

    @Override
    public void accept(ContentWindow window, long position, int token) {
        if (!entered) {
            enterBlock(window, position);
        }
        split.count(token);
        if (Token.isLiteral(token)) {
            literals[token]++;
        } else {
            matches++;
        }
        long behind = position + Token.length(token);
        if (behind == knownAt || behind == literalAt) {
            // What comes next is settled already; the compressor looks at nothing else before.
            return;
        }
        long left = window.contentLength() - behind;
        ends =
                behind >= blockLimit
                        || matches >= (fast ? FAST_MOST_MATCHES : MOST_MATCHES)
                        || (!fast
                                && split.isReady()
                                && behind - blockStart >= SHORTEST_BLOCK
                                && left >= SHORTEST_BLOCK
                                && split.shouldEnd(behind - blockStart));
        if (ahead != 0 && behind >= nextRecalculation) {
            recalculate();
            nextRecalculation +=
                    Math.min(window.contentLength() - nextRecalculation, behind - blockStart);
        }
    }

    /** Finds how short a match may be now that it is known which literals there are. */
    private void recalculate() {
        int count = 0;
        for (int frequency : literals) {
            count += frequency;
        }
        int rare = count >> 10;
        int used = 0;
        for (int frequency : literals) {
            used += frequency > rare ? 1 : 0;
        }
        shortest = shortest(used);
    }

    @Override
    public boolean endsBlock(ContentWindow window, long position) {
        return ends || position == window.contentLength();
    }

    @Override
    public void blockEnded(long position) {
        entered = false;
        ends = false;
        matches = 0;
        split.clear();
        Arrays.fill(literals, 0);
    }

    @Override
    public CodeLengths codeLengths() {
        return codeLengths;
    }
}
