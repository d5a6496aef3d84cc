/** Models of compressors: what each would write for a content. Frozen by version: data that was written relies on them. */
@NullMarked
package io.deltaglider.delta.predict;

import org.jspecify.annotations.NullMarked;
