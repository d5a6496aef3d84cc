/** Copying and deleting: what is meant by source and destination, the list of single transfers, and their execution. */
@NullMarked
package io.deltaglider.cli.transfer;

import org.jspecify.annotations.NullMarked;
