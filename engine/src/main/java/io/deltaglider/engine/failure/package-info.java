/** What people are told of a failure. */
@NullMarked
package io.deltaglider.engine.failure;

import org.jspecify.annotations.NullMarked;
