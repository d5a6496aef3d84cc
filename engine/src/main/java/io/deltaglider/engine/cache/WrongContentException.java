package io.deltaglider.engine.cache;

import java.io.IOException;

/** What came from the source is not the reference that was asked for. The cache has not taken it in. */
public final class WrongContentException extends IOException {
    private static final long serialVersionUID = 1L;

    WrongContentException(String message) {
        super(message);
    }
}
