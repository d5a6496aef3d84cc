@NullMarked
package io.deltaglider.bench;

import org.jspecify.annotations.NullMarked;
