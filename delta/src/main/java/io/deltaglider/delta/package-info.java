/**
 * The delta codec: bytes in, bytes out. It knows nothing of object storage. {@link DeltaEncoder} turns a reference and a
 * target into a delta file, {@link DeltaFile} reads one; {@code docs/format.md} specifies every byte of it.
 */
@NullMarked
package io.deltaglider.delta;

import org.jspecify.annotations.NullMarked;
