/** What the modules above test with: the contract of every {@code S3Client}, servers, and clients that count and that fail. */
@NullMarked
package io.deltaglider.store.testing;

import org.jspecify.annotations.NullMarked;
