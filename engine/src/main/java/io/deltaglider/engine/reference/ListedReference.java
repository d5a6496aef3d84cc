package io.deltaglider.engine.reference;

import io.deltaglider.engine.layout.ReferenceKey;

import java.time.Instant;

/**
 * A reference as the list of its deltaspace shows it.
 *
 * @param storedSize bytes that it takes in the store
 */
public record ListedReference(ReferenceKey key, Instant written, long storedSize) {}
