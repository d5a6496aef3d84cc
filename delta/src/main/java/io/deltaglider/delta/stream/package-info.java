/** Streams that can be opened: the forms in which their content is packed, and how each is read. */
@NullMarked
package io.deltaglider.delta.stream;

import org.jspecify.annotations.NullMarked;
