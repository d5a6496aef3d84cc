@NullMarked
package io.deltaglider.delta.predict;

import org.jspecify.annotations.NullMarked;
