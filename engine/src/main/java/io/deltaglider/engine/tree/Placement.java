package io.deltaglider.engine.tree;

import java.util.Optional;

/**
 * How a content is to be stored.
 *
 * @param base what it is a delta to; empty when it is stored by itself
 * @param depth how many others have to be read for it; {@link Item#depthAlone} for one that is stored by itself
 * @param cost bytes that it takes
 */
public record Placement<I extends Item>(I item, Optional<I> base, int depth, long cost) {}
