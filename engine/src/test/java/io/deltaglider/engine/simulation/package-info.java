/** Writers, copiers, deleters and collectors over a simulated store, with every interleaving of their requests under control. */
@NullMarked
package io.deltaglider.engine.simulation;

import org.jspecify.annotations.NullMarked;
