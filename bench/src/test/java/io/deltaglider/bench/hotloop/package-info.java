@NullMarked
package io.deltaglider.bench.hotloop;

import org.jspecify.annotations.NullMarked;
