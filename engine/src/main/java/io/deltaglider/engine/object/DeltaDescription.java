package io.deltaglider.engine.object;

import io.deltaglider.delta.DeltaHeader;
import io.deltaglider.engine.layout.ReferenceKey;

import java.util.Optional;

/**
 * The logical side of an object that is stored as a delta file.
 *
 * @param size logical bytes
 * @param etag without quotes
 * @param sha256 64 lower-case hex digits
 * @param contentType as the client gave it
 * @param referenceKey the stored key of the reference, or one without its sketch; none for a delta file that stands alone
 */
public record DeltaDescription(
        long size,
        String etag,
        String sha256,
        Optional<String> contentType,
        Optional<String> referenceKey) {

    /**
     * What the header of a delta file says that carries no metadata of ours, if the engine made it: then its reference is where the engine
     * keeps them, or, if it needs none, it has an ETag. Any other is a file that somebody has made and stored: its content is the file itself.
     */
    public static Optional<DeltaDescription> ofOwn(DeltaHeader header) {
        boolean own =
                header.reference()
                        .map(each -> located(each).isPresent())
                        .orElse(!header.etag().isEmpty());
        return own ? Optional.of(of(header)) : Optional.empty();
    }

    /** What a delta file's own header says, which names its reference without its sketch. */
    public static DeltaDescription of(DeltaHeader header) {
        return of(
                header,
                header.reference()
                        .map(each -> located(each).map(ReferenceKey::key).orElse(each.key()))
                        .filter(key -> !key.isEmpty()));
    }

    /** What a delta file's own header says, which is made against this reference. */
    public static DeltaDescription of(DeltaHeader header, ReferenceKey reference) {
        return of(header, Optional.of(reference.key()));
    }

    private static DeltaDescription of(DeltaHeader header, Optional<String> reference) {
        return new DeltaDescription(
                header.targetSize(),
                header.etag().isEmpty() ? header.targetMd5() : header.etag(),
                header.targetSha256(),
                Optional.of(header.contentType()).filter(type -> !type.isEmpty()),
                reference);
    }

    private static Optional<ReferenceKey> located(DeltaHeader.ReferenceId reference) {
        return ReferenceKey.ofLocator(reference.key(), reference.sha256(), reference.size());
    }
}
