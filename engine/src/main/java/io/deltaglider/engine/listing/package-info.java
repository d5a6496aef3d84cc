/**
 * LIST in logical terms: sizes, ETags and dates as the clients know them, with everything of our own left out.
 */
@NullMarked
package io.deltaglider.engine.listing;

import org.jspecify.annotations.NullMarked;
