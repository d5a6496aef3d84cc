/** How results look: sizes, dates, tables, JSON, progress. */
@NullMarked
package io.deltaglider.cli.output;

import org.jspecify.annotations.NullMarked;
