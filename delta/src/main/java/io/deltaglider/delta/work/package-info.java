/** Work shared out among threads, its results taken in order. */
@NullMarked
package io.deltaglider.delta.work;

import org.jspecify.annotations.NullMarked;
