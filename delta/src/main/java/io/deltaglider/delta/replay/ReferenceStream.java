package io.deltaglider.delta.replay;

import io.deltaglider.delta.deflate.TokenCursor;

/**
 * An opened stream of the reference.
 *
 * @param start address of the first byte of its content
 * @param end address behind the last one
 * @param cursor its tokens, by position in its content; for the use of whoever asked for it
 */
public record ReferenceStream(long start, long end, TokenCursor cursor) {}
