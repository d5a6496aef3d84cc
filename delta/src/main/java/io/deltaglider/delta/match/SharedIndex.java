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
    private final boolean isCoarse;
    private @Nullable IndexBuilder builder;
    private volatile @Nullable BlockIndex index;

    /** Fine where the content is not packed. */
    public SharedIndex(Content reference) {
        this(reference, false);
    }

    private SharedIndex(Content reference, boolean isCoarse) {
        this.reference = reference;
        this.isCoarse = isCoarse;
    }

    /** An index that finds runs of some fifty bytes and more, in an eighth of the memory. */
    public static SharedIndex coarse(Content reference) {
        return new SharedIndex(reference, true);
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
                    isCoarse || LiteralCost.isPacked(reference)
                            ? BlockIndex.COARSE_STRIDE
                            : BlockIndex.FINE_STRIDE;
            builder = new IndexBuilder(reference, stride);
        }
        return builder;
    }
}
