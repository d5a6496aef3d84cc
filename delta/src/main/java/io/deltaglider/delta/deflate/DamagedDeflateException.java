package io.deltaglider.delta.deflate;

import java.io.IOException;

/** Bytes that are no valid deflate stream, or one that ends too early. */
public final class DamagedDeflateException extends IOException {
    private static final long serialVersionUID = 1L;

    public DamagedDeflateException(String message) {
        super(message);
    }
}
