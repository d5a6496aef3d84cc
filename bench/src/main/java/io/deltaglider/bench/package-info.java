/** Measurements: sizes, times and memory beside other tools on the same files. */
@NullMarked
package io.deltaglider.bench;

import org.jspecify.annotations.NullMarked;
