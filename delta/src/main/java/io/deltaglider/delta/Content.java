package io.deltaglider.delta;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** Immutable bytes that can be read at any position: a reference, a target or a delta file. Positions and sizes are in bytes. */
public interface Content extends Closeable {
    /** No bytes at all: the reference of a delta file that has none. */
    static Content empty() {
        return of(new byte[0]);
    }

    /** The given bytes, which must not change afterwards. */
    @SuppressWarnings("DoNotCallSuggester")
    static Content of(byte[] bytes) {
        throw new IllegalStateException("skeleton");
    }

    /** The bytes of a file, which must not change while this is open. The working set stays bounded whatever the file's size. */
    @SuppressWarnings("DoNotCallSuggester")
    static Content of(Path file) throws IOException {
        throw new IllegalStateException("skeleton");
    }

    long size();

    /** Fills {@code into[from .. from + length)} with the bytes from {@code position} on; all of them or an exception. */
    void read(long position, byte[] into, int from, int length) throws IOException;

    @Override
    void close() throws IOException;
}
