/** What storing files as deltas would save, found out by encoding some of them; nothing is written but temporary files. */
@NullMarked
package io.deltaglider.engine.analyze;

import org.jspecify.annotations.NullMarked;
