/** Which content is best stored against which: a plan for a set of contents that are all known, without any requests. */
@NullMarked
package io.deltaglider.engine.tree;

import org.jspecify.annotations.NullMarked;
