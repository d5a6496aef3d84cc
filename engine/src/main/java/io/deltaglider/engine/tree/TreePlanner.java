package io.deltaglider.engine.tree;

import io.deltaglider.delta.sketch.Sketch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Finds the tree of deltas that stores a set of contents in few bytes: the one that joins the most alike first (the algorithm of
 * Prim, "Shortest connection networks", 1957, with sketches for distances), of bounded depth; of the two most alike that are in
 * the tree already, an encoding tells which is better. The order in which the contents were stored does not matter.
 *
 * @param maxDepth references that lead to one that stands alone, at most
 * @param maxRatio of a delta to its content; above it, a content is stored by itself
 */
public record TreePlanner(int maxDepth, double maxRatio) {
    /** Contents that agree in no more slots have nothing in common. */
    private static final int UNRELATED = 4;

    private static final int ENCODINGS = 2;

    /** Sketches that differ by no more than this may have the better base in second place. */
    private static final int CLOSE = Sketch.SLOTS / 8;

    /** The same result whatever order the contents come in. */
    public <I extends Item> List<Placement<I>> plan(List<I> items, Encodings<I> encodings)
            throws IOException {
        return new Planning<>(items, encodings).run();
    }

    private final class Planning<I extends Item> {
        private final List<I> left;
        private final Encodings<I> encodings;
        private final Map<I, Placement<I>> placed = new LinkedHashMap<>();

        Planning(List<I> items, Encodings<I> encodings) {
            this.left = new ArrayList<>(items);
            this.left.sort(Comparator.comparing(Item::name, NaturalOrder.INSTANCE));
            this.encodings = encodings;
        }

        List<Placement<I>> run() throws IOException {
            while (!left.isEmpty()) {
                Optional<I> next = nearest();
                if (next.isPresent()) {
                    place(next.get());
                } else {
                    placeAlone(center());
                }
            }
            return List.copyOf(placed.values());
        }

        /** Of what is left, that which is the most like something that it could be a delta to. */
        private Optional<I> nearest() {
            I best = null;
            int most = UNRELATED;
            for (I item : left) {
                int agreement = agreement(item);
                if (agreement > most) {
                    most = agreement;
                    best = item;
                }
            }
            return Optional.ofNullable(best);
        }

        private int agreement(I item) {
            int most = 0;
            for (Placement<I> base : placed.values()) {
                if (base.depth() <= maxDepth) {
                    most = Math.max(most, item.sketch().agreement(base.item().sketch()));
                }
            }
            return most;
        }

        /** Of what is left, that which is the most like all others; one that is stored whole already comes first. */
        private I center() {
            I best = left.getFirst();
            long most = -1;
            for (I item : left) {
                long sum = item.standsAlone() ? (long) Sketch.SLOTS * left.size() : 0;
                for (I other : left) {
                    sum += item.sketch().agreement(other.sketch());
                }
                if (sum > most) {
                    most = sum;
                    best = item;
                }
            }
            return best;
        }

        private void place(I item) throws IOException {
            List<Placement<I>> bases =
                    placed.values().stream()
                            .filter(each -> each.depth() <= maxDepth)
                            .sorted(
                                    Comparator.comparingInt((Placement<I> each) ->
                                                    -item.sketch().agreement(each.item().sketch()))
                                            .thenComparingInt(Placement::depth))
                            .limit(ENCODINGS)
                            .toList();
            int first = item.sketch().agreement(bases.getFirst().item().sketch());
            long limit = (long) (item.size() * maxRatio);
            Optional<Placement<I>> best = Optional.empty();
            for (Placement<I> base : bases) {
                if (item.sketch().agreement(base.item().sketch()) < first - CLOSE) {
                    break;
                }
                OptionalLong cost = encodings.delta(base.item(), item, limit);
                if (cost.isPresent()) {
                    best =
                            Optional.of(
                                    new Placement<>(
                                            item,
                                            Optional.of(base.item()),
                                            base.depth() + 1,
                                            cost.getAsLong()));
                    limit = cost.getAsLong() - 1;
                }
            }
            if (best.isPresent()) {
                settle(best.get());
            } else {
                placeAlone(item);
            }
        }

        private void placeAlone(I item) throws IOException {
            long cost = encodings.whole(item);
            settle(new Placement<>(item, Optional.empty(), item.depthAlone(), cost));
        }

        private void settle(Placement<I> placement) throws IOException {
            placed.put(placement.item(), placement);
            left.remove(placement.item());
            encodings.placed(placement);
        }
    }
}
