package io.deltaglider.delta.encode;

import io.deltaglider.delta.opening.Item;

import java.io.IOException;

/** A stream cannot be made again from its content: the target can be coded, but with this one left closed. */
public final class UnopenableStreamException extends IOException {
    private static final long serialVersionUID = 1L;
    private final transient Item.Begin stream;

    UnopenableStreamException(Item.Begin stream, Throwable reason) {
        super("cannot replay stream " + stream.stream() + " at depth " + stream.depth(), reason);
        this.stream = stream;
    }

    /** Which one it is. */
    public Item.Begin stream() {
        return stream;
    }
}
