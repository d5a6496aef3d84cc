package io.deltaglider.engine.reference;

import io.deltaglider.delta.sketch.Sketch;
import io.deltaglider.engine.layout.ReferenceKey;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Decides which references of a deltaspace to try for a new object, best first. Of the same content only the latest generation
 * counts, and none that is retired. The same bytes make the best reference; then what its sketch says is the most alike.
 * Among equals the latest written, as the latest version tends to be the closest; of those that were written within the same second, the one that
 * hangs lowest.
 */
public final class ReferenceChooser {
    private static final Comparator<ListedReference> BEST_FIRST =
            Comparator.comparing(ListedReference::written, Comparator.reverseOrder())
                    .thenComparing(each -> each.key().depth(), Comparator.reverseOrder())
                    .thenComparing(each -> each.key().id());

    private static final Comparator<ListedReference> REPLACES =
            Comparator.comparingInt((ListedReference each) -> each.key().generation())
                    .thenComparing(ListedReference::written);

    /** A reference without a sketch may be anything: it comes before those that are certainly worse than nothing special. */
    private static final int UNKNOWN = Sketch.SLOTS / 4;

    private record Ranked(ListedReference reference, Candidate candidate) {
        int rank() {
            return candidate.agreement().orElse(UNKNOWN);
        }
    }

    /**
     * The references to try, best first.
     *
     * @param sha256 of the new object
     * @param sketch of the new object, if there is one
     */
    public List<Candidate> choose(
            List<ListedReference> listed, String sha256, Optional<Sketch> sketch) {
        return latest(listed).stream()
                .map(each -> new Ranked(each, candidate(each.key(), sketch)))
                .sorted(
                        Comparator.comparing((Ranked each) ->
                                        !each.reference().key().sha256().equals(sha256))
                                .thenComparing(Ranked::rank, Comparator.reverseOrder())
                                .thenComparing(Ranked::reference, BEST_FIRST))
                .map(Ranked::candidate)
                .toList();
    }

    /** Of each content the latest generation, in no order; nothing of a content whose latest generation is retired. */
    public static List<ListedReference> latest(List<ListedReference> listed) {
        Map<String, ListedReference> latest = new HashMap<>();
        for (ListedReference each : listed) {
            latest.merge(
                    each.key().sha256(),
                    each,
                    (one, other) -> REPLACES.compare(one, other) >= 0 ? one : other);
        }
        return latest.values().stream().filter(each -> !each.retired()).toList();
    }

    private static Candidate candidate(ReferenceKey reference, Optional<Sketch> sketch) {
        Optional<Sketch> its =
                reference.hasSketch() ? Sketch.parse(reference.sketch()) : Optional.empty();
        OptionalInt agreement =
                sketch.isPresent() && its.isPresent()
                        ? OptionalInt.of(its.get().agreement(sketch.get()))
                        : OptionalInt.empty();
        return new Candidate(reference, agreement);
    }
}
