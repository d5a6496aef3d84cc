/** Room for contents that were unpacked: in memory as far as a budget goes, in temporary files beyond. */
@NullMarked
package io.deltaglider.delta.scratch;

import org.jspecify.annotations.NullMarked;
