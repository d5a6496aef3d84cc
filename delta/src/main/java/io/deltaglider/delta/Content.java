package io.deltaglider.delta;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Immutable bytes that can be read at any position: a reference, a target or a delta file. Positions and sizes are in
 * bytes. Safe for use by many threads at once, which is how the codec uses it.
 */
public interface Content extends Closeable {
    /** No bytes at all: the reference of a delta file that has none. */
    static Content empty() {
        return of(new byte[0]);
    }

    /** The given bytes, which must not change afterwards. */
    static Content of(byte[] bytes) {
        return new ArrayContent(bytes);
    }

    /**
     * The bytes of a file, which must not change while this is open: one that shrinks, or whose volume goes away, gives
     * an {@link IOException} on reading. Nothing of the file is kept in memory or mapped, whatever its size.
     */
    static Content of(Path file) throws IOException {
        return FileContent.open(file);
    }

    long size();

    /**
     * Fills {@code into[from .. from + length)} with the bytes from {@code position} on; all of them or an exception.
     *
     * @throws IndexOutOfBoundsException if the range is not inside the content, or not inside {@code into}
     */
    void read(long position, byte[] into, int from, int length) throws IOException;

    @Override
    void close() throws IOException;
}
