@NullMarked
package io.deltaglider.delta.mixing;

import org.jspecify.annotations.NullMarked;
