package io.deltaglider.engine.spool;

import java.io.IOException;

/** The place for temporary files failed: it is full, gone or not writable. Neither the client's bytes nor the store are to blame. */
public final class SpoolException extends IOException {
    private static final long serialVersionUID = 1L;

    public SpoolException(String message, Throwable cause) {
        super(message, cause);
    }
}
