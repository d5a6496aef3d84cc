@NullMarked
package io.deltaglider.delta.level;

import org.jspecify.annotations.NullMarked;
