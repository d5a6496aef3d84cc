/**
 * What a bucket holds, and what it saves.
 */
@NullMarked
package io.deltaglider.engine.statistics;

import org.jspecify.annotations.NullMarked;
