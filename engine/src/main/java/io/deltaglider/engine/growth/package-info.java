/** How families of references grow: which reference a new version hangs on, and which versions become references. No requests. */
@NullMarked
package io.deltaglider.engine.growth;

import org.jspecify.annotations.NullMarked;
