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
 * @param referenceKey the stored key of the reference; none for a delta file that stands alone
 */
public record DeltaDescription(
        long size,
        String etag,
        String sha256,
        Optional<String> contentType,
        Optional<String> referenceKey) {

    /**
     * What the header of a delta file says that carries no metadata of ours, if the engine made it: then it has an ETag, and its reference, if it needs one, is
     * where the engine keeps them. Any other is a file that somebody has made and stored: its content is the file itself.
     */
    public static Optional<DeltaDescription> ofOwn(DeltaHeader header) {
        boolean own =
                !header.etag().isEmpty()
                        && header.reference()
                                .map(each -> ReferenceKey.parse(each.key()).isPresent())
                                .orElse(true);
        return own ? Optional.of(of(header)) : Optional.empty();
    }

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
