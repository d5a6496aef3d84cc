package io.deltaglider.engine.collect;

import java.io.IOException;

/**
 * An object does not say which reference it needs. The message names it, says why, and what to do about it. The store itself works: other
 * objects may well be read.
 */
final class UnknownObjectException extends IOException {
    private static final long serialVersionUID = 1L;

    UnknownObjectException(String message, Throwable cause) {
        super(message, cause);
    }

    UnknownObjectException(String message) {
        super(message);
    }
}
