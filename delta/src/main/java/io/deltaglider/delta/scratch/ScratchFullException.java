package io.deltaglider.delta.scratch;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/** There is no room for more unpacked bytes; the message names the folder. */
public final class ScratchFullException extends IOException {
    private static final long serialVersionUID = 1L;

    ScratchFullException(String message, @Nullable IOException cause) {
        super(message, cause);
    }
}
