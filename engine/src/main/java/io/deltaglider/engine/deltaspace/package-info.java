/**
 * Which objects share references ({@link io.deltaglider.engine.deltaspace.Deltaspace}), and which are worth a delta at all.
 */
@NullMarked
package io.deltaglider.engine.deltaspace;

import org.jspecify.annotations.NullMarked;
