@NullMarked
package io.deltaglider.delta.container;

import org.jspecify.annotations.NullMarked;
