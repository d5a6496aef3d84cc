@NullMarked
package io.deltaglider.engine;

import org.jspecify.annotations.NullMarked;
