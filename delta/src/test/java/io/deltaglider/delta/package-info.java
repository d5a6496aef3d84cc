@NullMarked
package io.deltaglider.delta;

import org.jspecify.annotations.NullMarked;
