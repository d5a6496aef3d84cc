/** What a store can do beyond plain reading and writing, found out by trying it, and remembered. */
@NullMarked
package io.deltaglider.engine.capability;

import org.jspecify.annotations.NullMarked;
