/**
 * What is kept on the local disk to save requests: references, and the logical metadata of stored objects. Both can be lost at any time.
 */
@NullMarked
package io.deltaglider.engine.cache;

import org.jspecify.annotations.NullMarked;
