/** The requests that the engine itself sends to the store below it: on whose behalf, and what their answers mean. */
@NullMarked
package io.deltaglider.engine.backend;

import org.jspecify.annotations.NullMarked;
