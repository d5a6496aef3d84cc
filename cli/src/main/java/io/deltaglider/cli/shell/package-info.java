/** What a command sees of the process that started it: streams, environment, current folder; and how it ends. */
@NullMarked
package io.deltaglider.cli.shell;

import org.jspecify.annotations.NullMarked;
