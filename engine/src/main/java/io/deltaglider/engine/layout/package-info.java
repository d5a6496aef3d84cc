/**
 * How keys are laid out in the backend: the reserved prefix, and what the keys of references say. Text only, no requests.
 */
@NullMarked
package io.deltaglider.engine.layout;

import org.jspecify.annotations.NullMarked;
