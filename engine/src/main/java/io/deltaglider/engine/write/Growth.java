package io.deltaglider.engine.write;

import io.deltaglider.engine.growth.GrowthRule;

/**
 * How the references of a deltaspace multiply.
 *
 * @param packing of references that stand alone
 */
public record Growth(GrowthRule rule, Packing packing) {}
