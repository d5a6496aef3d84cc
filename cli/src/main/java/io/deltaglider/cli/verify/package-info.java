/** Reading objects to see whether they are what was put. */
@NullMarked
package io.deltaglider.cli.verify;

import org.jspecify.annotations.NullMarked;
