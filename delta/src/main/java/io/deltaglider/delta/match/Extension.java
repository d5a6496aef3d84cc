package io.deltaglider.delta.match;

import io.deltaglider.delta.level.PagedReference;

import java.io.IOException;

/**
 * Extends a match through small differences, as bsdiff does: as far as more bytes agree than differ, counted from the
 * match on. Not safe for use by several threads.
 */
final class Extension {
    /** How far the balance may fall below its best before the search for a better one ends. */
    private static final int PATIENCE = 32;

    /** Run of equal bytes from which on it counts as part of the match. */
    private static final int CORE_RUN = 8;

    private final PagedReference reference;
    private int coreEnd;
    private boolean exact;

    Extension(PagedReference reference) {
        this.reference = reference;
    }

    /** End of the last long run of equal bytes of the last {@link #forward}. */
    int coreEnd() {
        return coreEnd;
    }

    /** Whether the last {@link #forward} met no difference. */
    boolean isExact() {
        return exact;
    }

    /** Where a cover that begins at {@code start} should end, at most at {@code limit}. */
    int forward(byte[] target, int start, int limit, long from) throws IOException {
        int end = (int) Math.min(limit, start + (reference.size() - from));
        int at = start;
        int balance = 0;
        int bestBalance = 0;
        int best = start;
        coreEnd = start;
        exact = true;
        int differences = 0;
        while (at < end) {
            int run = reference.matchForward(from + (at - start), target, at, end - at);
            at += run;
            balance += run;
            if (run >= CORE_RUN) {
                coreEnd = at;
            }
            if (balance > bestBalance) {
                bestBalance = balance;
                best = at;
                exact = differences == 0;
            }
            if (balance < bestBalance - PATIENCE || at == end) {
                break;
            }
            balance--;
            differences++;
            at++;
        }
        coreEnd = Math.min(coreEnd, best);
        return best;
    }

    /** How many bytes before {@code start} a cover should take in, down to {@code limit} at most. */
    int backward(byte[] target, int start, int limit, long from) throws IOException {
        int most = (int) Math.min(start - limit, from);
        int balance = 0;
        int bestBalance = 0;
        int best = 0;
        for (int i = 1; i <= most; i++) {
            balance += target[start - i] == reference.at(from - i) ? 1 : -1;
            if (balance > bestBalance) {
                bestBalance = balance;
                best = i;
            } else if (balance < bestBalance - PATIENCE) {
                break;
            }
        }
        return best;
    }
}
