/** Finding the covers of a target in its reference: block matching, then fine matching of what is left. */
@NullMarked
package io.deltaglider.delta.match;

import org.jspecify.annotations.NullMarked;
