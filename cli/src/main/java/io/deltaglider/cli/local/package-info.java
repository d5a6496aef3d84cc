/** What is kept on this machine. */
@NullMarked
package io.deltaglider.cli.local;

import org.jspecify.annotations.NullMarked;
