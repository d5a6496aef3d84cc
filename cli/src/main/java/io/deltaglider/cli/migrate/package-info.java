/** Moving whole buckets and prefixes into DeltaGlider's keeping: what is to be done, what it would cost where, and how each object goes. */
@NullMarked
package io.deltaglider.cli.migrate;

import org.jspecify.annotations.NullMarked;
