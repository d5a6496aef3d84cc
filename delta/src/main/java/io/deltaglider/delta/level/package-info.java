/** What matching yields and the container codes: covers of a target by a reference, and access to that reference. */
@NullMarked
package io.deltaglider.delta.level;

import org.jspecify.annotations.NullMarked;
