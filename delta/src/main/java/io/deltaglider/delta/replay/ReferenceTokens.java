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

    /**
     * Bytes that a cover must have for its tokens to be asked. Shorter ones tell little of what the compressor did: matches begin
     * before them and reach beyond. And each costs finding its stream and reading up to 16 KiB of tokens.
     */
    default int shortestCover() {
        return SHORTEST_COVER;
    }

    /** {@link #shortestCover} since version 3 of the delta file. */
    int SHORTEST_COVER = 256;

    /** The same in version 2. */
    int SHORTEST_COVER_OF_VERSION_2 = 48;
}
