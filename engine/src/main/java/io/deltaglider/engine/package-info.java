/** Deltas in object storage: {@code DeltaGliderS3Client} is an {@code S3Client} that wraps an {@code S3Client}. */
@NullMarked
package io.deltaglider.engine;

import org.jspecify.annotations.NullMarked;
