package io.deltaglider.delta.container;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;

import io.deltaglider.delta.CorruptDeltaException;

import java.io.Closeable;

/** Decodes the sections of a frame. Not safe for use by several threads. */
final class SectionReader implements Closeable {
    private final ZstdDecompressCtx zstd = new ZstdDecompressCtx();

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
        // The zstd frame says its own length; a frame that says another, or none, is refused before
        // anything is allocated.
        if (length == 0 || storedLength == 0 || Zstd.getFrameContentSize(stored) != length) {
            throw cursor.corrupt(
                    "the zstd frame of the " + name + " is not one of " + length + " bytes");
        }
        byte[] bytes = new byte[length];
        try {
            int n = zstd.decompressByteArray(bytes, 0, length, stored, 0, storedLength);
            if (n != length) {
                throw cursor.corrupt(
                        "the " + name + " decode to " + n + " bytes, not to " + length);
            }
        } catch (ZstdException e) {
            throw cursor.corrupt("the " + name + " are not valid zstd", e);
        }
        return bytes;
    }

    @Override
    public void close() {
        zstd.close();
    }
}
