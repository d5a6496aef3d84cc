package io.deltaglider.engine.read;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** The body of an answer, whose first bytes may have been read already: it ends where it should, or with an exception. */
final class WholeBodyStream extends InputStream {
    private final byte[] begin;
    private final InputStream rest;
    private final long announced;
    private long position;

    /** @param announced how many bytes there should be; negative when the store did not say */
    WholeBodyStream(byte[] begin, InputStream rest, long announced) {
        this.begin = begin;
        this.rest = rest;
        this.announced = announced;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        Objects.checkFromIndexSize(from, length, into.length);
        if (length == 0) {
            return 0;
        }
        if (position < begin.length) {
            int count = Math.min(length, begin.length - (int) position);
            System.arraycopy(begin, (int) position, into, from, count);
            position += count;
            return count;
        }
        int count = rest.read(into, from, length);
        if (count > 0) {
            position += count;
        } else if (count < 0 && announced >= 0 && position != announced) {
            throw new EOFException(
                    "the store sent "
                            + position
                            + " of "
                            + announced
                            + " bytes and ended the body");
        }
        return count;
    }

    @Override
    public int available() throws IOException {
        return position < begin.length ? begin.length - (int) position : rest.available();
    }

    @Override
    public void close() throws IOException {
        rest.close();
    }
}
