package io.deltaglider.delta.match;

import io.deltaglider.delta.Effort;
import io.deltaglider.delta.level.Covers;
import io.deltaglider.delta.level.PagedReference;
import io.deltaglider.delta.level.Ranges;

import java.io.IOException;
import java.util.Arrays;

/**
 * Chooses the covers of a stretch so that all of it takes as few bytes as can be foreseen: a shortest path from left to right, over the few diagonals that
 * are promising at each place. A diagonal is the target laid beside the reference at one shift. Going on along one costs nothing where bytes agree
 * and more than a literal where they differ; changing from one to another costs what a cover takes. Diagonals come from block matching, from those used
 * before, and where bytes differ or are literal, from the index of the reference. What is found depends on bytes, covers and hints alone. Not safe for use by
 * several threads.
 */
public final class CoverParser {
    private static final int SLOTS = 8;

    /** The first slots hold the diagonals that were taken last, which may come again; the others those that may be taken. */
    private static final int TAKEN = 4;

    /** Equal bytes ahead of the best diagonal from which on no other can be better before they end. */
    private static final int SAFE_RUN = 24;

    /** Bytes after which it is decided what came before; and equal bytes ahead from which on it is decided at once. */
    private static final int BLOCK = 1 << 16;

    private static final int LONG_RUN = 1 << 12;

    /** Reference bytes that are looked at around where a cover points, at least and at most. */
    private static final int NEAR = 8 << 10;

    private static final int FAR = 128 << 10;

    /** What a cover costs without its shift, in 1/256 of a byte. */
    private static final int COVER_COST = 300;

    /** What it costs to take the shift of an earlier cover again. */
    private static final int EARLIER_COST = 64;

    /** What a cover costs that follows a rule: one that goes on where another ended. */
    private static final int RULE_COST = 160;

    /** How far apart the end of one and the beginning of the other may be, since bytes agree by chance. */
    private static final int RULE_SLACK = 3;

    private static final int REMEMBERED = 4;

    /** What a change of shift costs, in 1/256 of a byte: in any case, and for each bit that it has. */
    private static final int CHANGE_COST = 200;

    private static final int BIT_COST = 32;

    /** What a difference costs more than a literal: the first of some beside each other, and each further one. */
    private static final int FIRST_DIFFERENCE = 200;

    private static final int NEXT_DIFFERENCE = 16;

    /** By how much literals cost less than the estimate for the whole target tells, in 1/256 of a byte. */
    private static final int CONTEXT_GAIN = 22;

    /** Shortest run that is taken where an earlier cover was left. */
    private static final int SHORTEST_RESUMED = 4;

    /** Literals whose prices are added up; of what comes after the average is taken. */
    private static final int COUNTED = 64;

    private static final int NEVER = Integer.MAX_VALUE / 2;

    /** Searches and comparisons that there may be, in the sum: one for each byte of a short stretch, and one for so many bytes (as a power of two) of others. */
    private static final int BYTES_FOR_STEP_BITS = 3;

    private static final int SHORT_STRETCH = 1 << 20;

    /** Of longer stretches one byte in so many (as a power of two) may be looked at by itself, and so many more; where that is used up, so many bytes are passed over. */
    private static final int LOOKED_BITS = 2;

    private static final int FREE_LOOKS = 64 << 10;
    private static final int PASSED_OVER = 8 << 10;

    private static final int MOST_SAVED = 1 << 16;

    /** Without a diagonal the search takes wider steps after each stretch of this many bytes (as a power of two). */
    private static final int PATIENCE_BITS = 11;

    private static final int LARGEST_STEP = 31;

    private final PagedReference reference;
    private final boolean searches;
    private final boolean followsRules;
    private final int nearest;
    private final int nearestLong;
    private final SharedWindows shared;
    private ReferenceWindows windows;
    private final Covers kept = new Covers();

    private byte[] target = new byte[0];
    private int length;
    private Ranges holes = Ranges.none();
    private Covers covers = new Covers();

    /** What a literal costs by its value, and on the average, in 1/256 of a byte. */
    private final int[] literalPrices = new int[256];

    private int literalCost;

    // The diagonals.
    private final boolean[] live = new boolean[SLOTS];
    private final long[] shifts = new long[SLOTS];
    private final int[] prices = new int[SLOTS];
    private final int[] starts = new int[SLOTS];
    private final int[] runEnds = new int[SLOTS];
    private final boolean[] exact = new boolean[SLOTS];
    private final boolean[] differs = new boolean[SLOTS];
    private final int[] lastBest = new int[SLOTS];

    // The best way to each place of the block: its price, and the last cover on it.
    private final int[] nodePrices = new int[BLOCK + 1];
    private final int[] nodeStarts = new int[BLOCK + 1];
    private final int[] nodeEnds = new int[BLOCK + 1];
    private final long[] nodeShifts = new long[BLOCK + 1];
    private final boolean[] nodeExact = new boolean[BLOCK + 1];

    /** Where the block begins; what lies before is decided. */
    private int base;

    /** From here on each place has been looked at. */
    private int steadyFrom;

    // The best way that does not end in a diagonal: its price, and its last cover.
    private int price;
    private int lastStart;
    private int lastEnd;
    private long lastShift;
    private boolean lastExact;

    private int seed;
    private int nextSearch;
    private int fruitless;
    private int stepBits;

    /** Bytes of the stretch that were looked at by themselves. */
    private int looked;

    /** Bytes of target whose steps are left. */
    private int mayCompare;

    private long compared;

    /** Where in the reference the matches ended that were found last, taken up or not. */
    private final long[] foundEnds = new long[REMEMBERED];

    private int foundCount;

    /** Where the last one of them began, at which shift, and how far that is from the one before. */
    private long foundStart;

    private long foundShift;
    private long foundStep;
    private final int[] places;

    // Covers being traced, backwards.
    private int[] tracedStarts = new int[64];
    private int[] tracedEnds = new int[64];
    private long[] tracedShifts = new long[64];
    private boolean[] tracedExact = new boolean[64];

    public CoverParser(PagedReference reference, SharedWindows shared, Effort effort) {
        this(reference, shared, effort, false);
    }

    /**
     * @param followsRules whether covers that go on where others ended are taken to cost next to nothing, as they do when most of them do so: of two files by turns, or
     *     of records made longer
     */
    public CoverParser(
            PagedReference reference, SharedWindows shared, Effort effort, boolean followsRules) {
        this.followsRules = followsRules;
        this.reference = reference;
        this.searches = effort != Effort.FAST;
        this.nearest = effort == Effort.MAX ? 32 : 5;
        this.nearestLong = effort == Effort.MAX ? 16 : 3;
        this.places = new int[Math.max(nearest, nearestLong)];
        this.shared = shared;
        this.windows = new ReferenceWindows(reference);
    }

    /** Places of the reference that were compared until now. */
    long compared() {
        return compared;
    }

    /** Bytes of the last stretch that were looked at by themselves. */
    int looked() {
        return looked;
    }

    /**
     * Takes the holes out of the covers and replaces what is left by better ones.
     *
     * @param targetStart where the stretch {@code target[0 .. length)} begins in the whole target
     * @param hint shift with which the stretch before ends
     * @param holes bytes that need no covers
     */
    public void refine(
            byte[] target, int length, long targetStart, long hint, Ranges holes, Covers covers)
            throws IOException {
        cut(holes, covers);
        covers.clear();
        if (!searches) {
            for (int i = 0; i < kept.count(); i++) {
                covers.add(kept.start(i), kept.length(i), kept.from(i), kept.isExact(i));
            }
            return;
        }
        this.target = target;
        this.length = length;
        this.holes = holes;
        this.covers = covers;
        literalCost = LiteralCost.prices(target, length, holes, CONTEXT_GAIN, literalPrices);
        if (shared.isWhole()) {
            windows = shared.get();
        } else {
            explore();
        }
        begin(targetStart, hint);
        int at = 0;
        for (int i = 0; i <= holes.count(); i++) {
            int end = i == holes.count() ? length : holes.start(i);
            while (at < end) {
                at = segment(at, end);
                if (at < end) {
                    at = passOver(at, Math.min(end, at + PASSED_OVER));
                }
            }
            at = i == holes.count() ? end : holes.end(i);
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

    /** Indexes the reference where the covers on both sides of each gap point, and around differences. */
    private void explore() throws IOException {
        windows.clear();
        for (int i = 0; i <= kept.count(); i++) {
            int start = i == 0 ? 0 : kept.end(i - 1);
            int end = i == kept.count() ? length : kept.start(i);
            if (end > start && !onlyHole(start, end)) {
                int reach = Math.clamp(2L * (end - start), NEAR, FAR);
                if (i > 0) {
                    long at = kept.from(i - 1) + kept.length(i - 1);
                    windows.add(at - NEAR, at + reach);
                }
                if (i < kept.count()) {
                    long at = kept.from(i);
                    windows.add(at - reach, at + NEAR);
                }
            }
            if (i < kept.count() && !kept.isExact(i)) {
                exploreDifferences(kept.start(i), kept.end(i), kept.from(i));
            }
        }
        windows.build();
    }

    private void exploreDifferences(int start, int end, long from) throws IOException {
        int at = start;
        while (at < end) {
            at += reference.matchForward(from + (at - start), target, at, end - at);
            if (at < end) {
                long place = from + (at - start);
                windows.add(place - NEAR, place + NEAR);
                at = Math.min(end, at + NEAR / 2);
            }
        }
    }

    private boolean onlyHole(int start, int end) {
        int hole = holes.firstEndingAfter(start);
        return hole < holes.count() && holes.start(hole) <= start && holes.end(hole) >= end;
    }

    private void begin(long targetStart, long hint) {
        Arrays.fill(live, false);
        Arrays.fill(lastBest, -1);
        price = 0;
        lastStart = -1;
        lastEnd = 0;
        lastShift = hint;
        seed = 0;
        fruitless = 0;
        looked = 0;
        stepBits = length <= SHORT_STRETCH ? 0 : BYTES_FOR_STEP_BITS;
        mayCompare = MOST_SAVED << stepBits;
        Arrays.fill(foundEnds, -1);
        foundStart = -1;
        foundShift = Long.MIN_VALUE;
        foundStep = 0;
        place(0, targetStart);
        if (hint != targetStart) {
            place(1, hint);
        }
    }

    /** Puts a diagonal into a slot, as one that is not used yet. */
    private void place(int slot, long shift) {
        live[slot] = true;
        shifts[slot] = shift;
        prices[slot] = NEVER;
        differs[slot] = false;
        runEnds[slot] = -1;
    }

    /** Takes the covers that block matching found as they are, where looking at each byte has taken its time. */
    private int passOver(int from, int to) {
        for (int i = kept.firstEndingAfter(from); i < kept.count() && kept.start(i) < to; i++) {
            int start = Math.max(from, kept.start(i));
            int end = Math.min(to, kept.end(i));
            lastShift = kept.from(i) - kept.start(i);
            covers.append(start, end - start, start + lastShift, kept.isExact(i));
        }
        lastEnd = to;
        return to;
    }

    /** Finds the covers between two holes, or until looking has taken its time; returns where it ends. */
    private int segment(int from, int to) throws IOException {
        base = from;
        steadyFrom = from;
        nextSearch = from;
        for (int i = 0; i < SLOTS; i++) {
            if (live[i]) {
                prices[i] = NEVER;
                run(i, from, to);
            }
        }
        int at = from;
        while (true) {
            int best = settle(at);
            if (at == to || (stepBits > 0 && looked > FREE_LOOKS + (at >>> LOOKED_BITS))) {
                break;
            }
            if (best >= 0 && runEnds[best] - at >= SAFE_RUN) {
                at = jump(best, at, to);
                continue;
            }
            enter(at, best);
            plant(at, to);
            resume(at, to, best);
            search(at, to, best);
            advance(at, to);
            at++;
            looked++;
            mayCompare = Math.min(MOST_SAVED << stepBits, mayCompare + 1);
            if (at - base == BLOCK) {
                decide(at);
            }
        }
        decideAll();
        return at;
    }

    /** Finds the best way to a place and notes it; the slot in which it ends, or -1. */
    private int settle(int at) {
        int best = -1;
        int least = price;
        for (int i = 0; i < SLOTS; i++) {
            if (live[i] && prices[i] <= least) {
                least = prices[i];
                best = i;
            }
        }
        if (best >= 0) {
            if (best >= TAKEN) {
                best = take(best);
            }
            lastBest[best] = at;
            price = least;
            lastStart = starts[best];
            lastEnd = at;
            lastShift = shifts[best];
            lastExact = exact[best];
        }
        int node = at - base;
        nodePrices[node] = price;
        nodeStarts[node] = lastStart;
        nodeEnds[node] = lastEnd;
        nodeShifts[node] = lastShift;
        nodeExact[node] = lastExact;
        return best;
    }

    /** Moves a diagonal to those that were taken, in place of the one that was so longest ago. */
    private int take(int slot) {
        int oldest = 0;
        for (int i = 1; i < TAKEN; i++) {
            if (!live[i] || (live[oldest] && lastBest[i] < lastBest[oldest])) {
                oldest = i;
            }
        }
        swap(slot, oldest);
        return oldest;
    }

    private void swap(int a, int b) {
        boolean aLive = live[a];
        live[a] = live[b];
        live[b] = aLive;
        long aShift = shifts[a];
        shifts[a] = shifts[b];
        shifts[b] = aShift;
        int aPrice = prices[a];
        prices[a] = prices[b];
        prices[b] = aPrice;
        int aStart = starts[a];
        starts[a] = starts[b];
        starts[b] = aStart;
        int aRunEnd = runEnds[a];
        runEnds[a] = runEnds[b];
        runEnds[b] = aRunEnd;
        boolean aExact = exact[a];
        exact[a] = exact[b];
        exact[b] = aExact;
        boolean aDiffers = differs[a];
        differs[a] = differs[b];
        differs[b] = aDiffers;
        int aLast = lastBest[a];
        lastBest[a] = lastBest[b];
        lastBest[b] = aLast;
    }

    /** Notes how far a diagonal agrees from a place on. */
    private void run(int slot, int at, int to) throws IOException {
        long from = at + shifts[slot];
        if (from < 0 || from >= reference.size()) {
            runEnds[slot] = at;
            return;
        }
        if (at == to || reference.at(from) != target[at]) {
            runEnds[slot] = at;
            return;
        }
        int limit = (int) Math.min(to - at, reference.size() - from);
        runEnds[slot] = at + reference.matchForward(from, target, at, limit);
    }

    /** Passes the bytes in which the best diagonal agrees: the others fall behind where they do not. */
    private int jump(int best, int at, int to) throws IOException {
        int end = runEnds[best];
        if (end - at >= LONG_RUN || end - base >= BLOCK) {
            decideUpTo(best);
            base = end;
        }
        for (int i = 0; i < SLOTS; i++) {
            if (i != best && live[i] && runEnds[i] < end) {
                prices[i] = NEVER;
                live[i] = i < TAKEN;
                run(i, end, to);
            }
        }
        mayCompare = Math.min(MOST_SAVED << stepBits, mayCompare + end - at);
        steadyFrom = end;
        nextSearch = end;
        fruitless = 0;
        return end;
    }

    /** Changes from the best way to the diagonals that agree here, where that is better than how they stand. */
    private void enter(int at, int best) {
        for (int i = 0; i < SLOTS; i++) {
            if (live[i] && i != best && runEnds[i] > at) {
                int entered = price + change(at - lastEnd, lastShift, shifts[i], i < TAKEN);
                if (entered < prices[i]) {
                    prices[i] = entered;
                    starts[i] = at;
                    exact[i] = true;
                    differs[i] = false;
                }
            }
        }
    }

    /** About what it takes to write a cover, in 1/256 of a byte. */
    private static int change(int gap, long before, long shift, boolean isEarlier) {
        long change = shift - before;
        if (change == 0 || (gap > 0 && change == -gap)) {
            return COVER_COST;
        }
        int cost = CHANGE_COST + BIT_COST * (64 - Long.numberOfLeadingZeros(Math.abs(change)));
        return COVER_COST + (isEarlier ? Math.min(EARLIER_COST, cost) : cost);
    }

    /** Takes up the diagonals of the covers that block matching found here. */
    private void plant(int at, int to) throws IOException {
        while (seed < kept.count() && kept.start(seed) <= at) {
            if (kept.end(seed) > at) {
                long shift = kept.from(seed) - kept.start(seed);
                if (!isLive(shift)) {
                    int slot = victim(at);
                    place(slot, shift);
                    run(slot, at, to);
                    prices[slot] = price + change(at - lastEnd, lastShift, shift, false);
                    starts[slot] = at;
                    exact[slot] = runEnds[slot] > at;
                    lastBest[slot] = -1;
                }
            }
            seed++;
        }
    }

    /** Takes up diagonals that go on where others were left: of two parts of a reference that come by turns, each does. */
    private void resume(int at, int to, int best) throws IOException {
        if (best >= 0 && differs[best]) {
            // Looked at where the difference began.
            return;
        }
        for (int i = 0; i < TAKEN; i++) {
            if (!live[i] || i == best || lastBest[i] < 0) {
                continue;
            }
            long position = lastBest[i] + shifts[i];
            if (position <= 0
                    || position >= reference.size()
                    || reference.at(position) != target[at]) {
                continue;
            }
            int limit = (int) Math.min(to - at, reference.size() - position);
            int run = reference.matchForward(position, target, at, limit);
            if (run >= SHORTEST_RESUMED && !isLive(position - at)) {
                int slot = victim(at);
                place(slot, position - at);
                runEnds[slot] = at + run;
                prices[slot] =
                        price
                                + (followsRules
                                        ? RULE_COST
                                        : change(at - lastEnd, lastShift, position - at, false));
                starts[slot] = at;
                exact[slot] = true;
                lastBest[slot] = -1;
            }
        }
    }

    /** Whether a match begins where another one ended, or as far from the last one as that from the one before. */
    private boolean isFollowing(long position) {
        if (foundStep != 0 && Math.abs(position - foundStart - foundStep) <= RULE_SLACK) {
            return true;
        }
        for (long end : foundEnds) {
            if (Math.abs(end - position) <= RULE_SLACK) {
                return true;
            }
        }
        return false;
    }

    private void remember(long start, long end, long shift) {
        if (shift != foundShift) {
            foundStep = foundStart < 0 ? 0 : start - foundStart;
            foundStart = start;
            foundShift = shift;
        }
        for (long each : foundEnds) {
            if (each == end) {
                return;
            }
        }
        foundEnds[foundCount++ & (REMEMBERED - 1)] = end;
    }

    private boolean isLive(long shift) {
        for (int i = 0; i < SLOTS; i++) {
            if (live[i] && shifts[i] == shift) {
                return true;
            }
        }
        return false;
    }

    /** The slot that is missed least. */
    private int victim(int at) {
        int victim = TAKEN;
        long least = Long.MAX_VALUE;
        for (int i = TAKEN; i < SLOTS; i++) {
            if (!live[i]) {
                return i;
            }
            long hope = (long) (runEnds[i] - at) * literalCost - (prices[i] - price);
            if (hope < least) {
                least = hope;
                victim = i;
            }
        }
        return victim;
    }

    /** Looks for diagonals in the index. */
    private void search(int at, int to, int best) throws IOException {
        int reach = best >= 0 ? runEnds[best] : at;
        if (at < nextSearch || reach - at >= ReferenceWindows.SHORT) {
            return;
        }
        fruitless++;
        nextSearch = at + 1 + 2 * Math.min(LARGEST_STEP / 2, fruitless >> PATIENCE_BITS);
        if (mayCompare <= 0) {
            return;
        }
        int found = look(windows.longWindows(), nearestLong, at, to, reach);
        if (found < at + 2 * ReferenceWindows.LONG) {
            found = Math.max(found, look(windows.shortWindows(), nearest, at, to, reach));
        }
        if (found > at) {
            fruitless = 0;
        }
    }

    /** Tries the nearest windows that are the one here; returns where the longest match ends that was taken up, or 0. */
    private int look(WindowTable table, int most, int at, int to, int reach) throws IOException {
        if (at + table.reads() > length || at + table.window() > to) {
            return 0;
        }
        if (stepBits > 0) {
            mayCompare -= 1 << stepBits;
            compared++;
        }
        int bucket = table.bucketOf(target, at);
        if (bucket < 0) {
            return 0;
        }
        int count = table.nearest(bucket, windows.place(at + lastShift), places, most);
        mayCompare -= count << stepBits;
        compared += count;
        int longest = 0;
        long longestStart = -1;
        int chosen = -1;
        int chosenStart = 0;
        int chosenEnd = 0;
        int chosenPrice = 0;
        long gain = 0;
        for (int i = 0; i < count; i++) {
            int run = windows.forward(places[i], target, at, to - at);
            if (run < table.window() || at + run <= reach) {
                continue;
            }
            long position = windows.position(places[i]);
            if (run > longest) {
                longest = run;
                longestStart = position;
            }
            if (isLive(position - at)) {
                continue;
            }
            int back =
                    reference.matchBackward(
                            position, target, at, (int) Math.min(at - steadyFrom, position));
            int node = at - back - base;
            int entered =
                    nodePrices[node]
                            + (followsRules && isFollowing(position - back)
                                    ? RULE_COST
                                    : change(
                                            at - back - nodeEnds[node],
                                            nodeShifts[node],
                                            position - at,
                                            false));
            long gained = price + literals(at, run) - entered;
            if (gained > gain) {
                gain = gained;
                chosen = places[i];
                chosenStart = at - back;
                chosenEnd = at + run;
                chosenPrice = entered;
            }
        }
        if (longestStart >= 0) {
            remember(longestStart, longestStart + longest, longestStart - at);
        }
        if (chosen < 0) {
            return 0;
        }
        int slot = victim(at);
        place(slot, windows.position(chosen) - at);
        run(slot, at, to);
        prices[slot] = chosenPrice;
        starts[slot] = chosenStart;
        exact[slot] = true;
        lastBest[slot] = -1;
        return Math.min(chosenEnd, runEnds[slot]);
    }

    /** What so many bytes cost as literals, about. */
    private long literals(int at, int count) {
        int counted = Math.min(count, COUNTED);
        long sum = (long) (count - counted) * literalCost;
        for (int i = at; i < at + counted; i++) {
            sum += literalPrices[target[i] & 0xFF];
        }
        return sum;
    }

    /** Codes a byte: as a literal, and along each diagonal. */
    private void advance(int at, int to) throws IOException {
        int literal = literalPrices[target[at] & 0xFF];
        price += literal;
        int hopeless = price + 2 * COVER_COST + CHANGE_COST;
        for (int i = 0; i < SLOTS; i++) {
            if (!live[i]) {
                continue;
            }
            if (runEnds[i] > at) {
                differs[i] = false;
                continue;
            }
            if (prices[i] != NEVER) {
                prices[i] += literal + (differs[i] ? NEXT_DIFFERENCE : FIRST_DIFFERENCE);
                differs[i] = true;
                exact[i] = false;
                long end = at + 1 + shifts[i];
                if (prices[i] > hopeless || end > reference.size() || end <= 0) {
                    prices[i] = NEVER;
                    live[i] = i < TAKEN;
                }
            }
            run(i, at + 1, to);
        }
    }

    /** Decides what came before, at the end of a block. */
    private void decide(int at) {
        int best = -1;
        int least = price;
        for (int i = 0; i < SLOTS; i++) {
            if (live[i] && prices[i] <= least) {
                least = prices[i];
                best = i;
            }
        }
        if (best >= 0) {
            decideUpTo(best);
        } else {
            decideAll();
        }
        base = at;
        steadyFrom = at;
    }

    /** Decides what came before the cover that is open in a slot, which stays so. */
    private void decideUpTo(int best) {
        if (starts[best] >= base) {
            int node = starts[best] - base;
            trace(nodeStarts[node], nodeEnds[node], nodeShifts[node], nodeExact[node]);
        }
        forget(best);
        prices[best] = 0;
        price = NEVER;
    }

    /** Decides all that came before. */
    private void decideAll() {
        trace(lastStart, lastEnd, lastShift, lastExact);
        lastStart = -1;
        forget(-1);
        price = 0;
    }

    private void forget(int butFor) {
        for (int i = 0; i < SLOTS; i++) {
            if (i != butFor) {
                prices[i] = NEVER;
            }
        }
    }

    /** Adds the covers of a way by its last one. */
    private void trace(int start, int end, long shift, boolean isExact) {
        int count = 0;
        int from = start;
        int to = end;
        long along = shift;
        boolean same = isExact;
        while (from >= 0) {
            if (count == tracedStarts.length) {
                tracedStarts = Arrays.copyOf(tracedStarts, 2 * count);
                tracedEnds = Arrays.copyOf(tracedEnds, 2 * count);
                tracedShifts = Arrays.copyOf(tracedShifts, 2 * count);
                tracedExact = Arrays.copyOf(tracedExact, 2 * count);
            }
            tracedStarts[count] = from;
            tracedEnds[count] = to;
            tracedShifts[count] = along;
            tracedExact[count] = same;
            count++;
            if (from < base) {
                break;
            }
            int node = from - base;
            from = nodeStarts[node];
            to = nodeEnds[node];
            along = nodeShifts[node];
            same = nodeExact[node];
        }
        while (count > 0) {
            count--;
            int n = tracedEnds[count] - tracedStarts[count];
            covers.append(
                    tracedStarts[count],
                    n,
                    tracedStarts[count] + tracedShifts[count],
                    tracedExact[count]);
        }
    }
}
