package io.deltaglider.engine.analyze;

/**
 * What one deltaspace would take.
 *
 * @param name the pattern that its keys have in common
 * @param count of objects
 * @param bytes of the objects
 * @param sampled objects that were encoded
 * @param sampledBytes of these
 * @param stored bytes that these would take
 */
public record FamilyEstimate(
        String name, long count, long bytes, long sampled, long sampledBytes, long stored) {
    /** Bytes that all would take, if those that were not encoded are like those that were. */
    public long estimate() {
        if (sampledBytes == 0) {
            return bytes;
        }
        return Math.round((double) stored / sampledBytes * bytes);
    }

    public boolean isComplete() {
        return sampled == count;
    }
}
