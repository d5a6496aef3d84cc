/** Codes bits by probabilities that several contexts predict together: small, for what is little but dear. */
@NullMarked
package io.deltaglider.delta.mixing;

import org.jspecify.annotations.NullMarked;
