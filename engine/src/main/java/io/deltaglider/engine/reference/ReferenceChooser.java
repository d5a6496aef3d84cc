package io.deltaglider.engine.reference;

import io.deltaglider.engine.layout.ReferenceKey;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides which references of a deltaspace to try for a new object, best first. Of the same content only the latest generation
 * counts, and none that is retired. The same bytes make the best reference; then the shortest way to the content, then
 * the latest written, as the latest version tends to be the closest.
 */
public final class ReferenceChooser {
    private static final Comparator<ListedReference> BEST_FIRST =
            Comparator.comparingInt((ListedReference each) -> each.key().depth())
                    .thenComparing(ListedReference::written, Comparator.reverseOrder())
                    .thenComparing(each -> each.key().id());

    /**
     * The references to try, best first.
     *
     * @param sha256 of the new object
     */
    public List<ReferenceKey> choose(List<ListedReference> listed, String sha256) {
        Map<String, ListedReference> latest = new HashMap<>();
        for (ListedReference each : listed) {
            latest.merge(
                    each.key().sha256(),
                    each,
                    (one, other) ->
                            one.key().generation() >= other.key().generation() ? one : other);
        }
        return latest.values().stream()
                .filter(each -> !each.retired())
                .sorted(
                        Comparator.comparing((ListedReference each) ->
                                        !each.key().sha256().equals(sha256))
                                .thenComparing(BEST_FIRST))
                .map(ListedReference::key)
                .toList();
    }
}
