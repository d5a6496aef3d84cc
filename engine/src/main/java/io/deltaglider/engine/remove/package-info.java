/** DELETE of objects and buckets. */
@NullMarked
package io.deltaglider.engine.remove;

import org.jspecify.annotations.NullMarked;
