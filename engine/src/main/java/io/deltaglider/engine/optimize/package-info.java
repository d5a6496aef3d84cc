/** Storing anew what is stored: under better references, found by comparing everything of a deltaspace with everything. */
@NullMarked
package io.deltaglider.engine.optimize;

import org.jspecify.annotations.NullMarked;
