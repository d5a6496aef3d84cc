package io.deltaglider.engine.reference;

import io.deltaglider.engine.layout.ReferenceKey;

import java.util.OptionalInt;

/**
 * A reference that may be tried.
 *
 * @param agreement of its sketch with the object's, in slots; empty where it has none that can be compared
 */
public record Candidate(ReferenceKey key, OptionalInt agreement) {
    /** Contents with nothing in common agree in more slots than this one time in six thousand. */
    private static final int BY_CHANCE = 4;

    /** Whether the sketches say for certain that there is next to nothing in common. */
    public boolean isUnrelated() {
        return agreement.isPresent() && agreement.getAsInt() <= BY_CHANCE;
    }
}
