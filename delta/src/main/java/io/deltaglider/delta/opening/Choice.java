package io.deltaglider.delta.opening;

import io.deltaglider.delta.archive.PackedStreams;

import java.util.List;

/**
 * Which streams of a depth are to be opened.
 *
 * @param targets those of the target that are not all in the reference, by position
 * @param references their counterparts, in the order in which the target needs them
 * @param unwrapped streams of the reference that hold what the target has as it is at this depth: if there are any, only these are to be
 *     opened, and then the depth is to be matched and chosen for again
 * @param sharesBytes whether streams of the target hold what the reference has as it is at this depth
 * @param measured streams of the target that were inflated only to find out where they end
 */
record Choice(
        Selection targets,
        Selection references,
        Selection unwrapped,
        boolean sharesBytes,
        int measured) {

    /**
     * Some of the streams of a content.
     *
     * @param chosen indices
     */
    record Selection(PackedStreams streams, List<Integer> chosen) {
        static final Selection NONE = new Selection(PackedStreams.empty(), List.of());

        boolean isEmpty() {
            return chosen.isEmpty();
        }
    }

    static Choice nothing(int measured) {
        return new Choice(Selection.NONE, Selection.NONE, Selection.NONE, false, measured);
    }
}
