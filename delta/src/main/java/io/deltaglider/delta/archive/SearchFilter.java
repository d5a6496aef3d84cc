package io.deltaglider.delta.archive;

import java.io.IOException;

/**
 * Tells which bytes of no known structure are searched, one by one, for what looks like the start of a stream: at every depth, that is
 * the data of most files in a tar file or a filesystem image.
 */
@FunctionalInterface
public interface SearchFilter {
    /** All are searched, as far as {@link ArchiveLimits#maxSearched} allows. */
    SearchFilter EVERYTHING = (from, to, name, depth) -> true;

    /**
     * Whether to search {@code content[from .. to)}.
     *
     * @param name of these bytes, such as that of the entry of a tar file that holds them
     * @param depth containers around them in the same content
     */
    boolean accepts(long from, long to, StreamName name, int depth) throws IOException;
}
