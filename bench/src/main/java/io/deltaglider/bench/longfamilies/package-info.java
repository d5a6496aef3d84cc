/** Families of hundreds of versions, generated from seeds: what they take in a store, version by version. */
@NullMarked
package io.deltaglider.bench.longfamilies;

import org.jspecify.annotations.NullMarked;
