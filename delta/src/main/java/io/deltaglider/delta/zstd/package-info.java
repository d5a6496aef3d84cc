/**
 * zstd, with native memory on both sides: no array of the heap is handed to native code. JDK 25.0.0 to 25.0.2 with the G1 collector corrupts
 * arrays that are (JDK-8377811, zstd-jni issue 377).
 */
@NullMarked
package io.deltaglider.delta.zstd;

import org.jspecify.annotations.NullMarked;
