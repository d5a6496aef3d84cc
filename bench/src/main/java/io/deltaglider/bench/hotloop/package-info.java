/** JMH benchmarks of the codec's hot loops, on content made up the same way every time. */
@NullMarked
package io.deltaglider.bench.hotloop;

import org.jspecify.annotations.NullMarked;
