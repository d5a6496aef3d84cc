package io.deltaglider.cli.transfer;

import java.nio.file.Path;
import java.time.Instant;

/**
 * A file that can be sent.
 *
 * @param relative its path below the folder that was walked, separated by {@code /}
 * @param size bytes, 0 or more
 */
record LocalFile(Path path, String relative, long size, Instant modified) {}
