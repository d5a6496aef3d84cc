@NullMarked
package io.deltaglider.delta.match;

import org.jspecify.annotations.NullMarked;
