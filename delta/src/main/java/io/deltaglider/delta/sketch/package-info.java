/** Similarity sketches: a few bytes that tell how much two contents have in common, without reading either again. */
@NullMarked
package io.deltaglider.delta.sketch;

import org.jspecify.annotations.NullMarked;
