/** How far the work on a request has come, for those who wait for it. */
@NullMarked
package io.deltaglider.engine.progress;

import org.jspecify.annotations.NullMarked;
