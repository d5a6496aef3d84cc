package io.deltaglider.delta.container;

import io.deltaglider.delta.CorruptDeltaException;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32C;

/** A delta file read forwards: counts its bytes and keeps their checksum. Not safe for use by several threads. */
final class DeltaInput implements Closeable {
    private final InputStream in;
    private final CRC32C crc = new CRC32C();
    private long position;

    /**
     * @param in is read in blocks of the needed size; closed with this
     */
    DeltaInput(InputStream in) {
        this.in = in;
    }

    /** Bytes read so far: where the next one lies in the file. */
    long position() {
        return position;
    }

    /** CRC-32C of all bytes read so far. */
    long crc() {
        return crc.getValue();
    }

    /**
     * Exactly this many bytes. They are read piece by piece, so that a length which is a lie costs no more memory than
     * the file has bytes.
     */
    byte[] read(int length, String what) throws IOException {
        byte[] bytes = in.readNBytes(length);
        crc.update(bytes, 0, bytes.length);
        position += bytes.length;
        if (bytes.length < length) {
            throw new CorruptDeltaException(
                    "truncated delta file: it ends at byte "
                            + position
                            + ", inside its "
                            + what
                            + ", which should have "
                            + (length - bytes.length)
                            + " more");
        }
        return bytes;
    }

    ByteCursor cursor(int length, String what) throws IOException {
        long start = position;
        byte[] bytes = read(length, what);
        return new ByteCursor(bytes, 0, bytes.length, start, what);
    }

    void requireEnd() throws IOException {
        if (in.read() >= 0) {
            throw new CorruptDeltaException(
                    "damaged delta file: it goes on after its end mark, at byte " + position);
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
