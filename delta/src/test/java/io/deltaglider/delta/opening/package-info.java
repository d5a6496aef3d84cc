@NullMarked
package io.deltaglider.delta.opening;

import org.jspecify.annotations.NullMarked;
