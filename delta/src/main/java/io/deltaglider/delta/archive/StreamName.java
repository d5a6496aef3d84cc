package io.deltaglider.delta.archive;

/**
 * Path of a stream through the containers around it, as two hashes: equal names have equal hashes in all builds. Made to
 * find what belongs together in two versions of an archive; a collision costs a useless attempt, no more.
 *
 * @param name hash of the path as it is
 * @param pattern hash of the path with versions, numbers and content hashes in it made equal
 */
public record StreamName(long name, long pattern) {
    /** Name of the outermost content. */
    public static final StreamName ROOT = new StreamName(0, 0);

    /**
     * Name of an entry of the container that has this name.
     *
     * @param path bytes of the entry's path, of which {@code path[from .. from + length)} are used
     */
    public StreamName child(byte[] path, int from, int length) {
        return new StreamName(
                PathHash.exact(path, from, length, name),
                PathHash.pattern(path, from, length, pattern));
    }

    /** Name of what follows this without a name of its own: the next member, the next embedded stream. */
    public StreamName following() {
        return new StreamName(PathHash.mix(name + 1), pattern);
    }
}
