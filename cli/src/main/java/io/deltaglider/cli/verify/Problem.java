package io.deltaglider.cli.verify;

import io.deltaglider.engine.failure.Reason;
import io.deltaglider.engine.reference.CorruptReferenceException;
import io.deltaglider.engine.reference.MissingReferenceException;

import software.amazon.awssdk.services.s3.model.S3Exception;

import java.util.Locale;
import java.util.Optional;

/**
 * Why an object is certainly not readable.
 *
 * @param ofReference whether it is a reference that is damaged or missing, and not the object
 * @param message one line for people
 * @param details what exactly was found; empty when that says no more
 */
record Problem(Kind kind, boolean ofReference, String message, String details) {
    /** What is wrong. */
    enum Kind {
        /** What is stored, of the object or of its reference, is not what was put. */
        DAMAGED("damaged"),
        /** The object is as it was put, and a reference that it needs is not there. */
        REFERENCE_MISSING("reference missing");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }

        String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The same wrong bytes came again: they are what is stored. */
    static Problem ofBytes(Throwable failure) {
        return new Problem(
                Kind.DAMAGED,
                false,
                "is damaged: the store has other bytes than were put; put the object again, or"
                        + " restore it from a backup",
                Reason.of(failure));
    }

    /** What a failed reading proves; empty when it proves nothing, as a connection that broke. */
    static Optional<Problem> of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof S3Exception s3 && s3.awsErrorDetails() != null) {
                Optional<Kind> kind =
                        switch (String.valueOf(s3.awsErrorDetails().errorCode())) {
                            case "ObjectDamaged" -> Optional.of(Kind.DAMAGED);
                            case "ReferenceMissing" -> Optional.of(Kind.REFERENCE_MISSING);
                            default -> Optional.empty();
                        };
                if (kind.isPresent()) {
                    String details = s3.getCause() == null ? "" : Reason.of(s3.getCause());
                    return Optional.of(
                            new Problem(
                                    kind.get(),
                                    s3.getCause() instanceof CorruptReferenceException
                                            || s3.getCause() instanceof MissingReferenceException,
                                    String.valueOf(s3.awsErrorDetails().errorMessage()),
                                    details));
                }
            }
        }
        return Optional.empty();
    }
}
