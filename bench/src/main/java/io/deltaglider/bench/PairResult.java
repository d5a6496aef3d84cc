package io.deltaglider.bench;

import java.util.Map;
import java.util.Optional;

/**
 * What the tools did with one pair.
 *
 * @param targetBytes size of the file that was encoded
 * @param figures by name of the tool; a tool that failed or took too long is not among them
 */
record PairResult(Pair pair, long targetBytes, Map<String, Figures> figures) {
    /** Empty if the tool failed or took too long. */
    Optional<Figures> of(String tool) {
        return Optional.ofNullable(figures.get(tool));
    }
}
