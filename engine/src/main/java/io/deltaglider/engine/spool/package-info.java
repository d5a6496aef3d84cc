/** Bytes under way, in memory while they are few and in a temporary file when they are many, with their digests. */
@NullMarked
package io.deltaglider.engine.spool;

import org.jspecify.annotations.NullMarked;
