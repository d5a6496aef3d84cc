/** The deflate format (RFC 1951) by its parts: bits, prefix codes, blocks, tokens. Knows nothing of deltas. */
@NullMarked
package io.deltaglider.delta.deflate;

import org.jspecify.annotations.NullMarked;
