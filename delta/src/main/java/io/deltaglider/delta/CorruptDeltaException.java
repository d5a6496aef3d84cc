package io.deltaglider.delta;

import java.io.IOException;

/** A delta file is damaged, cut short or hostile, or does not fit its reference. The message says what is wrong and at which byte. */
public final class CorruptDeltaException extends IOException {
    private static final long serialVersionUID = 1L;

    public CorruptDeltaException(String message) {
        super(message);
    }

    public CorruptDeltaException(String message, Throwable cause) {
        super(message, cause);
    }
}
