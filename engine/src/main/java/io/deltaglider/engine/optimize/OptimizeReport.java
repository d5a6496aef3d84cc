package io.deltaglider.engine.optimize;

import java.util.List;

/**
 * What came of optimizing. Bytes are of objects and of the references that they need; what is needed no more takes its room until it
 * is purged.
 *
 * @param families sets of versions that were looked at
 * @param unchanged of these, that were as good as they can be, or as they were left the last time
 * @param objects that were looked at
 * @param rewritten objects that were stored in another form, or would be
 * @param referencesWritten that were written, or would be
 * @param overtaken objects that a client has overwritten or deleted meanwhile, and that were left alone
 * @param logicalBytes of the objects
 * @param bytesBefore that they took
 * @param bytesAfter that they take now, or would
 * @param failures what could not be done, in words; the objects are as they were
 */
public record OptimizeReport(
        long families,
        long unchanged,
        long objects,
        long rewritten,
        long referencesWritten,
        long overtaken,
        long logicalBytes,
        long bytesBefore,
        long bytesAfter,
        List<String> failures) {
    public OptimizeReport {
        failures = List.copyOf(failures);
    }

    public long saved() {
        return bytesBefore - bytesAfter;
    }
}
