package io.deltaglider.delta.deflate;

import java.io.IOException;

/** Bytes that are no valid stream, or one that ends too early. */
public final class DamagedStreamException extends IOException {
    private static final long serialVersionUID = 1L;

    public DamagedStreamException(String message) {
        super(message);
    }
}
