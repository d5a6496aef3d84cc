/** Files of the local file system that are there whole or not at all. */
@NullMarked
package io.deltaglider.delta.file;

import org.jspecify.annotations.NullMarked;
