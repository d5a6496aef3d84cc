/** A {@code BlobStore} in a folder of the local file system; its layout and guarantees are specified in {@code docs/store.md}. */
@NullMarked
package io.deltaglider.store.folder;

import org.jspecify.annotations.NullMarked;
