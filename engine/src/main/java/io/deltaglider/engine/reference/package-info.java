/** References: which one to encode against, writing them, finding them again, and making sure that they are there. */
@NullMarked
package io.deltaglider.engine.reference;

import org.jspecify.annotations.NullMarked;
