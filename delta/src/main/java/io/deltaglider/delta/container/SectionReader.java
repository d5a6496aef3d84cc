package io.deltaglider.delta.container;

import io.deltaglider.delta.CorruptDeltaException;
import io.deltaglider.delta.zstd.ZstdDecompressor;

import java.io.Closeable;
import java.util.zip.DataFormatException;

/** Decodes the sections of a frame. Not safe for use by several threads. */
final class SectionReader implements Closeable {
    private final ZstdDecompressor zstd = new ZstdDecompressor();

    /** A section's decoded bytes, and how many it had in the file, its own header included. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Section(byte[] bytes, int storedLength) {}

    /**
     * @param limit bytes that the section may decode to
     */
    Section read(ByteCursor cursor, long limit, String name) throws CorruptDeltaException {
        int start = cursor.position();
        int method = cursor.u8();
        int length = cursor.varint((int) limit, "length of the " + name);
        byte[] bytes =
                switch (method) {
                    case SectionWriter.STORED -> cursor.take(length);
                    case SectionWriter.ZSTD -> decompress(cursor, length, name);
                    default -> throw cursor.corrupt("unknown coding " + method + " of the " + name);
                };
        return new Section(bytes, cursor.position() - start);
    }

    private byte[] decompress(ByteCursor cursor, int length, String name)
            throws CorruptDeltaException {
        int storedLength = cursor.varint(cursor.remaining(), "stored length of the " + name);
        byte[] stored = cursor.take(storedLength);
        if (length == 0) {
            throw cursor.corrupt("the " + name + " are compressed and empty");
        }
        try {
            return zstd.decompress(stored, length);
        } catch (DataFormatException e) {
            throw cursor.corrupt("the " + name + " are " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        zstd.close();
    }
}
