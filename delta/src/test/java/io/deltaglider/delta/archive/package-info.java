@NullMarked
package io.deltaglider.delta.archive;

import org.jspecify.annotations.NullMarked;
