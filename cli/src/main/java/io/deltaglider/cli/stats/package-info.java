/** Figures about buckets beyond the engine's exact ones: estimates, kept results, and single deltaspaces. */
@NullMarked
package io.deltaglider.cli.stats;

import org.jspecify.annotations.NullMarked;
