/**
 * How stored metadata and logical metadata map to each other.
 */
@NullMarked
package io.deltaglider.engine.object;

import org.jspecify.annotations.NullMarked;
