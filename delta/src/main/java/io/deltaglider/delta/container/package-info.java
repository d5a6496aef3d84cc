/** The delta file, writer and reader beside each other; {@code docs/format.md} specifies every byte. */
@NullMarked
package io.deltaglider.delta.container;

import org.jspecify.annotations.NullMarked;
