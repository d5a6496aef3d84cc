package io.deltaglider.cli.transfer;

import java.nio.file.Path;
import java.time.Instant;

/**
 * A file that can be sent.
 *
 * @param relative its path below the folder that was walked, separated by {@code /}
 * @param size bytes, 0 or more
 * @param linked whether it is in a folder that a symbolic link below the walked folder leads to
 */
record LocalFile(Path path, String relative, long size, Instant modified, boolean linked) {}
