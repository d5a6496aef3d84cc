/**
 * Collection: what nobody needs any more is removed. References are retired first and deleted much later, so that no writer has to
 * be waited for; docs/safety.md has the argument.
 */
@NullMarked
package io.deltaglider.engine.collect;

import org.jspecify.annotations.NullMarked;
