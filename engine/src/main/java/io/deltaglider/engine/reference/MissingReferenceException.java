package io.deltaglider.engine.reference;

import java.io.IOException;

/** A reference is certainly not there: the store answered 404, and there is no other copy of the same content. */
public final class MissingReferenceException extends IOException {
    private static final long serialVersionUID = 1L;

    MissingReferenceException(String message) {
        super(message);
    }
}
