package io.deltaglider.engine.reference;

import java.io.IOException;

/** What lies under a reference's key is not the content that the key names. */
public final class CorruptReferenceException extends IOException {
    private static final long serialVersionUID = 1L;

    CorruptReferenceException(String message, Throwable cause) {
        super(message, cause);
    }
}
