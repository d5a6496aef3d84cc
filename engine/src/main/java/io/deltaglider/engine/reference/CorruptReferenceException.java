package io.deltaglider.engine.reference;

import java.io.IOException;

/** What lies under a reference's key is not the content that the key names. */
public class CorruptReferenceException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String sha256;

    CorruptReferenceException(String sha256, String message, Throwable cause) {
        super(message, cause);
        this.sha256 = sha256;
    }

    /** That the reference should have: 64 hex digits. */
    public String sha256() {
        return sha256;
    }
}
