/** COPY and the copying of parts. */
@NullMarked
package io.deltaglider.engine.copy;

import org.jspecify.annotations.NullMarked;
