package io.deltaglider.delta.replay;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/** Finds the tokens that made up the contents of a reference's streams. Safe for use by many threads. */
@FunctionalInterface
public interface ReferenceTokens {
    /** No tokens at all. */
    ReferenceTokens NONE = address -> null;

    /** The stream whose content has a byte at this address; null if none has. */
    @Nullable ReferenceStream at(long address) throws IOException;
}
