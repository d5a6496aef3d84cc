/** From options, environment and AWS profiles to the client that a command works with. */
@NullMarked
package io.deltaglider.cli.connect;

import org.jspecify.annotations.NullMarked;
