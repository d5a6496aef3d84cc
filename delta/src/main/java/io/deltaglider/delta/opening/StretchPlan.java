package io.deltaglider.delta.opening;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A stretch of unpacked form, planned: what it consists of, not its bytes.
 *
 * @param carried for each stream open at its start, outermost first: content still to come
 * @param origins position at each depth at its start
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record StretchPlan(long[] carried, long[] origins, List<Item> items) {

    /** Bytes of the stretch. */
    public int length() {
        int sum = 0;
        for (Item item : items) {
            if (item instanceof Item.Run run) {
                sum += run.length();
            }
        }
        return sum;
    }

    /** The same stretch with some of the streams left closed. */
    public StretchPlan without(List<Depth> depths, Predicate<Item.Begin> closed) {
        List<Item> kept = new ArrayList<>();
        int skipping = 0;
        for (Item item : items) {
            if (skipping > 0) {
                skipping += item instanceof Item.Begin ? 1 : item instanceof Item.End ? -1 : 0;
            } else if (item instanceof Item.Begin begin
                    && !begin.crossing()
                    && closed.test(begin)) {
                OpenedStreams streams = depths.get(begin.depth()).opened();
                kept.add(
                        new Item.Run(
                                begin.depth(),
                                streams.position(begin.stream()),
                                Math.toIntExact(streams.packedLength(begin.stream()))));
                skipping = 1;
            } else {
                kept.add(item);
            }
        }
        return new StretchPlan(carried, origins, kept);
    }
}
