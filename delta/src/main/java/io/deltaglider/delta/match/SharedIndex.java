package io.deltaglider.delta.match;

import io.deltaglider.delta.Content;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/** The block index of a reference, built when the first thread needs it: a target that equals its reference never does. Safe for use by many threads. */
public final class SharedIndex {
    private final Content reference;
    private volatile @Nullable BlockIndex index;

    public SharedIndex(Content reference) {
        this.reference = reference;
    }

    BlockIndex get() throws IOException {
        BlockIndex found = index;
        return found != null ? found : build();
    }

    private synchronized BlockIndex build() throws IOException {
        BlockIndex found = index;
        if (found == null) {
            found = BlockIndex.of(reference);
            index = found;
        }
        return found;
    }
}
