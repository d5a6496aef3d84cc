package io.deltaglider.delta.replay;

import java.io.IOException;

/** Corrections that lead to no deflate stream: they are damaged, or the content is not the one they were made for. */
public final class DamagedRecipeException extends IOException {
    private static final long serialVersionUID = 1L;

    public DamagedRecipeException(String message) {
        super(message);
    }
}
