/** Finds deflate streams by the structure of the containers that hold them. Inflates nothing, and knows nothing of deltas. */
@NullMarked
package io.deltaglider.delta.archive;

import org.jspecify.annotations.NullMarked;
