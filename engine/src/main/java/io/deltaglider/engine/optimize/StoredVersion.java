package io.deltaglider.engine.optimize;

import io.deltaglider.engine.layout.ReferenceKey;
import io.deltaglider.engine.object.DeltaDescription;
import io.deltaglider.engine.object.StoredState;
import io.deltaglider.engine.write.Target;

import java.util.Optional;

/**
 * An object of a family as it is stored.
 *
 * @param target the PUT that would store it in another form
 */
record StoredVersion(String key, StoredState state, Target target) {
    long storedSize() {
        return state.storedSize();
    }

    /** What it is a delta to. */
    Optional<ReferenceKey> reference() {
        return state.delta().flatMap(DeltaDescription::referenceKey).flatMap(ReferenceKey::parse);
    }
}
