package io.deltaglider.engine.write;

import io.deltaglider.delta.Effort;
import io.deltaglider.engine.deltaspace.Deltaspace;
import io.deltaglider.engine.deltaspace.Eligibility;

import java.util.Optional;

/**
 * What decides whether and how an object becomes a delta.
 *
 * @param delta whether any may
 * @param eligibility which are worth a try
 * @param maxRatio of delta file to object, above which the object is stored raw
 * @param deltaspace of all objects, where it does not follow from their keys
 * @param growth of the references
 * @param partThreshold bytes that one PUT to the store may carry
 */
public record WritePolicy(
        boolean delta,
        Eligibility eligibility,
        double maxRatio,
        Effort effort,
        Optional<Deltaspace> deltaspace,
        Growth growth,
        long partThreshold) {
    public Deltaspace deltaspaceOf(String key) {
        return deltaspace.orElseGet(() -> Deltaspace.of(key));
    }

    long sizeLimit(long size) {
        return (long) (size * maxRatio);
    }
}
