@NullMarked
package io.deltaglider.delta.replay;

import org.jspecify.annotations.NullMarked;
