package io.deltaglider.delta.match;

import io.deltaglider.delta.Content;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/**
 * The block index of a reference, built when the first thread needs it: a target that equals its reference never does.
 * Safe for use by many threads; those that need it while it is built help to build it.
 */
public final class SharedIndex {
    private final Content reference;
    private @Nullable IndexBuilder builder;
    private volatile @Nullable BlockIndex index;

    public SharedIndex(Content reference) {
        this.reference = reference;
    }

    BlockIndex get() throws IOException {
        BlockIndex found = index;
        if (found == null) {
            found = builder().build();
            index = found;
        }
        return found;
    }

    private synchronized IndexBuilder builder() throws IOException {
        if (builder == null) {
            int stride =
                    LiteralCost.isPacked(reference)
                            ? BlockIndex.COARSE_STRIDE
                            : BlockIndex.FINE_STRIDE;
            builder = new IndexBuilder(reference, stride);
        }
        return builder;
    }
}
