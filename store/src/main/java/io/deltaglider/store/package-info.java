/** Other storage made to look like an {@code S3Client}, by adapting S3Proxy's {@code BlobStore}. */
@NullMarked
package io.deltaglider.store;

import org.jspecify.annotations.NullMarked;
