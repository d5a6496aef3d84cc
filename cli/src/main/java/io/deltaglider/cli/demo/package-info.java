/** The guided first run: versions of a file stored, read back and compared. */
@NullMarked
package io.deltaglider.cli.demo;

import org.jspecify.annotations.NullMarked;
