package io.deltaglider.engine.tree;

import java.io.IOException;
import java.util.OptionalLong;

/**
 * What contents take in the store, found out by encoding them.
 *
 * @param <I> the contents
 */
public interface Encodings<I extends Item> {
    /** Bytes of a content that is stored by itself. */
    long whole(I item) throws IOException;

    /**
     * Bytes of a content that is stored as a delta.
     *
     * @param base that has been placed
     * @return empty when that is more than the limit
     */
    OptionalLong delta(I base, I item, long limit) throws IOException;

    /** A content has found its place; others may now be stored against it. */
    void placed(Placement<I> placement) throws IOException;
}
