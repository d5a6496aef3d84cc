package io.deltaglider.delta;

import java.io.IOException;

/** A delta file was written that does not lead back to its target: the codec has a fault. The target is unharmed. */
public final class FaultyDeltaException extends IOException {
    private static final long serialVersionUID = 1L;

    FaultyDeltaException(CorruptDeltaException cause) {
        super(
                "the delta file does not decode to the file it was made from, so nothing was"
                    + " written: the file changed while it was read, or this program has a fault ("
                        + cause.getMessage()
                        + ")",
                cause);
    }
}
