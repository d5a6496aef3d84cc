package io.deltaglider.engine.growth;

import java.util.Optional;

/**
 * A reference as the rule of growth sees it.
 *
 * @param <K> the references themselves
 */
public interface Kin<K extends Kin<K>> {
    /** How many references have to be read to rebuild it; 0 for one that stands alone. */
    int depth();

    /** How many children it may have; {@link GrowthRule#UNBOUNDED} for one that founds a family or begins it anew. */
    int mostChildren();

    /** How many children it has: the highest ordinal among them. */
    int children();

    /** The reference that it is a delta to, as far as that is known and may still be used. */
    Optional<K> base();
}
