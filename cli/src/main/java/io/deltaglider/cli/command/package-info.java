/** The commands: what each is called, its options, its arguments and its exit code. */
@NullMarked
package io.deltaglider.cli.command;

import org.jspecify.annotations.NullMarked;
