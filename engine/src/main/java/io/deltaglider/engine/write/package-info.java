/** PUT: deciding between a raw object and a delta, proving the delta, committing it. */
@NullMarked
package io.deltaglider.engine.write;

import org.jspecify.annotations.NullMarked;
