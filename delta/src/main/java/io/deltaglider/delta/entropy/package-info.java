/** Adaptive arithmetic coding of numbers that are mostly foreseen. Encoder and decoder share the code that calls them. */
@NullMarked
package io.deltaglider.delta.entropy;

import org.jspecify.annotations.NullMarked;
