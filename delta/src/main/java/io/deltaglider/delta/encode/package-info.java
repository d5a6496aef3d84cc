/** The encoder's second half: codes the stretches of an opened target, with the recipes of its streams. */
@NullMarked
package io.deltaglider.delta.encode;

import org.jspecify.annotations.NullMarked;
