package io.deltaglider.engine.reference;

import io.deltaglider.engine.layout.ReferenceKey;

import java.time.Instant;

/** A reference as the list of its deltaspace shows it. */
public record ListedReference(ReferenceKey key, Instant written) {}
