package io.deltaglider.engine.capability;

/** What a store makes of a condition on a request. */
public enum Support {
    /** Compared and applied in one step, as far as racing requests could tell. */
    EXACT,
    /** Compared first and applied later: of two that race, both may win. */
    NOT_ATOMIC,
    /** Not looked at: the request is done whether the condition holds or not. */
    IGNORED,
    /** The request is refused, whether the condition holds or not. */
    REFUSED
}
