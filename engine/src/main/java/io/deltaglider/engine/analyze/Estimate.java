package io.deltaglider.engine.analyze;

import java.util.List;

/**
 * What objects would take as deltas.
 *
 * @param families the largest first
 * @param failures the objects that could not be read or encoded, each with the reason; they count as stored as they are
 */
public record Estimate(List<FamilyEstimate> families, List<String> failures) {
    public Estimate {
        families = List.copyOf(families);
        failures = List.copyOf(failures);
    }

    public long count() {
        return families.stream().mapToLong(FamilyEstimate::count).sum();
    }

    public long bytes() {
        return families.stream().mapToLong(FamilyEstimate::bytes).sum();
    }

    public long sampledBytes() {
        return families.stream().mapToLong(FamilyEstimate::sampledBytes).sum();
    }

    /** Bytes that all would take. Families of which none was encoded are taken to be like the others. */
    public long stored() {
        long known = 0;
        long knownBytes = 0;
        long unknownBytes = 0;
        for (FamilyEstimate each : families) {
            if (each.sampledBytes() > 0) {
                known += each.estimate();
                knownBytes += each.bytes();
            } else {
                unknownBytes += each.bytes();
            }
        }
        double ratio = knownBytes == 0 ? 1 : (double) known / knownBytes;
        return known + Math.round(ratio * unknownBytes);
    }

    public long saved() {
        return bytes() - stored();
    }
}
