@NullMarked
package io.deltaglider.delta.entropy;

import org.jspecify.annotations.NullMarked;
