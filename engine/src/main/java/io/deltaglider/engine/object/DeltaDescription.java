package io.deltaglider.engine.object;

import io.deltaglider.delta.DeltaHeader;

import java.util.Optional;

/**
 * The logical side of an object that is stored as a delta file.
 *
 * @param size logical bytes
 * @param etag without quotes
 * @param sha256 64 lower-case hex digits
 * @param contentType as the client gave it
 * @param referenceKey the stored key of the reference; none for a delta file that stands alone
 */
public record DeltaDescription(
        long size,
        String etag,
        String sha256,
        Optional<String> contentType,
        Optional<String> referenceKey) {

    /** What a delta file's own header says. */
    public static DeltaDescription of(DeltaHeader header) {
        return new DeltaDescription(
                header.targetSize(),
                header.etag().isEmpty() ? header.targetMd5() : header.etag(),
                header.targetSha256(),
                Optional.of(header.contentType()).filter(type -> !type.isEmpty()),
                header.reference().map(DeltaHeader.ReferenceId::key).filter(key -> !key.isEmpty()));
    }
}
