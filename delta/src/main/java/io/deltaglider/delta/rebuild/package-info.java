/** From the unpacked form of a stretch of target back to the target: streams are packed again in the places that its shape tells. */
@NullMarked
package io.deltaglider.delta.rebuild;

import org.jspecify.annotations.NullMarked;
