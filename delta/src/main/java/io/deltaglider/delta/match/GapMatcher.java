package io.deltaglider.delta.match;

import io.deltaglider.delta.level.Covers;
import io.deltaglider.delta.level.PagedReference;
import io.deltaglider.delta.level.Ranges;

import java.io.IOException;

/**
 * Matches finely what block matching left. Not safe for use by several threads.
 */
public final class GapMatcher {
    private final Covers found = new Covers();

    public GapMatcher(PagedReference reference) {}

    /** Takes the holes out of the covers. */
    public void refine(byte[] target, int length, long targetStart, Ranges holes, Covers covers)
            throws IOException {
        found.clear();
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
                    found.add(start, limit - start, start + shift, covers.isExact(i));
                }
                start =
                        hole < holes.count()
                                ? Math.max(limit, Math.min(end, holes.end(hole)))
                                : end;
            }
        }
        covers.clear();
        for (int i = 0; i < found.count(); i++) {
            covers.add(found.start(i), found.length(i), found.from(i), found.isExact(i));
        }
    }
}
