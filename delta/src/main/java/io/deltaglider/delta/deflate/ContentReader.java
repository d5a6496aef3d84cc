package io.deltaglider.delta.deflate;

import java.io.IOException;

/** Reads what a stream holds, from its first byte on. Not safe for use by several threads. */
public interface ContentReader {
    /**
     * Reads content.
     *
     * @return how many bytes, at least 1 if {@code length} is; -1 at the end of the stream
     * @throws DamagedStreamException where the stream is damaged; what lies before has been read
     */
    int read(byte[] into, int from, int length) throws IOException;

    /** Bytes of the stream, its last one counted whole. Known at its end. */
    long packedLength();
}
