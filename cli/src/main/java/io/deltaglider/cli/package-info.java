/** The command line: {@code aws s3}'s commands, with deltas underneath. */
@NullMarked
package io.deltaglider.cli;

import org.jspecify.annotations.NullMarked;
