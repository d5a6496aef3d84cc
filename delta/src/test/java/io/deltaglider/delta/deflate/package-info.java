@NullMarked
package io.deltaglider.delta.deflate;

import org.jspecify.annotations.NullMarked;
