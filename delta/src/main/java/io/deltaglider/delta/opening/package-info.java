/** The encoder's first half: which streams of target and reference are opened, and what of the target the reference has. */
@NullMarked
package io.deltaglider.delta.opening;

import org.jspecify.annotations.NullMarked;
