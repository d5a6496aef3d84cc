package io.deltaglider.engine.reference;

import io.deltaglider.engine.layout.ReferenceKey;

import java.time.Instant;

/**
 * A reference as the list of its deltaspace shows it.
 *
 * @param storedSize bytes that it takes in the store; 0 when only its marker is left
 * @param retired it is on its way out, or gone already with only its marker left: never to be pointed to, and its name never to
 *     be used again
 */
public record ListedReference(
        ReferenceKey key, Instant written, long storedSize, boolean retired) {}
