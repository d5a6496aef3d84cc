package io.deltaglider.engine.reference;

import java.io.IOException;

/** A reference is certainly not there: the store answered 404, and there is no other copy of the same content. */
public final class MissingReferenceException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String sha256;

    MissingReferenceException(String sha256, String message) {
        super(message);
        this.sha256 = sha256;
    }

    /** Of the reference that is missing: 64 hex digits. */
    public String sha256() {
        return sha256;
    }
}
