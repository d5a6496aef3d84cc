/** Set-up of the log, without configuration files. */
@NullMarked
package io.deltaglider.cli.logging;

import org.jspecify.annotations.NullMarked;
