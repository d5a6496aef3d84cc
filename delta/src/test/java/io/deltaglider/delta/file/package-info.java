@NullMarked
package io.deltaglider.delta.file;

import org.jspecify.annotations.NullMarked;
