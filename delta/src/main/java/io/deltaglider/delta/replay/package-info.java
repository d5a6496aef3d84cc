/** Recipes: how a deflate stream is made again, bit for bit, from its content, by prediction and corrections. */
@NullMarked
package io.deltaglider.delta.replay;

import org.jspecify.annotations.NullMarked;
