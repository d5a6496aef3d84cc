/** What whole families of releases take in a store, and what a PUT costs in time when there is nothing to gain. */
@NullMarked
package io.deltaglider.bench.families;

import org.jspecify.annotations.NullMarked;
