/** A reference with those of its deflate streams unpacked that a target needs, as one space of addresses. */
@NullMarked
package io.deltaglider.delta.opened;

import org.jspecify.annotations.NullMarked;
