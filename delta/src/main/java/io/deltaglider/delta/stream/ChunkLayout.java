package io.deltaglider.delta.stream;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.CRC32;

/** What surrounds the data of one chunk. Immutable: safe for use by many threads. */
public enum ChunkLayout {
    /** Length with its first byte first, the type IDAT; behind the data the CRC-32 of type and data. */
    PNG(8, 4) {
        @Override
        public void putHeader(byte[] into, int length) {
            BIG.set(into, 0, length);
            BIG.set(into, 4, IMAGE_DATA);
        }

        @Override
        public int length(byte[] header) {
            return (int) BIG.get(header, 4) == IMAGE_DATA ? positive((int) BIG.get(header, 0)) : 0;
        }

        @Override
        public void putTrailer(byte[] into, CRC32 crc) {
            BIG.set(into, 0, (int) crc.getValue());
        }
    },

    /** A sign, which is 0, then the length with its last byte first. */
    POSTGRES(5, 0) {
        @Override
        public void putHeader(byte[] into, int length) {
            into[0] = 0;
            LITTLE.set(into, 1, length);
        }

        @Override
        public int length(byte[] header) {
            return header[0] == 0 ? positive((int) LITTLE.get(header, 1)) : 0;
        }

        @Override
        public void putTrailer(byte[] into, CRC32 crc) {}
    };

    private static final VarHandle BIG =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LITTLE =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int IMAGE_DATA = 'I' << 24 | 'D' << 16 | 'A' << 8 | 'T';
    private static final int TYPE = 4;

    private final int headerLength;
    private final int trailerLength;

    ChunkLayout(int headerLength, int trailerLength) {
        this.headerLength = headerLength;
        this.trailerLength = trailerLength;
    }

    /** The layout of a chunked form. */
    public static ChunkLayout of(StreamForm form) {
        return switch (form) {
            case PNG_CHUNKS -> PNG;
            case POSTGRES_CHUNKS -> POSTGRES;
            case DEFLATE -> throw new IllegalArgumentException("deflate data has no chunks");
        };
    }

    public int headerLength() {
        return headerLength;
    }

    public int trailerLength() {
        return trailerLength;
    }

    /** Writes the header of a chunk of so many bytes of data. */
    public abstract void putHeader(byte[] into, int length);

    /** Bytes of data that a header tells of; 0 if it is of no chunk, or of an empty one. */
    public abstract int length(byte[] header);

    /**
     * Writes what follows the data.
     *
     * @param crc of what {@link #begin} gave it and of the data
     */
    public abstract void putTrailer(byte[] into, CRC32 crc);

    /** Begins the checksum of a chunk that has this header. */
    public void begin(CRC32 crc, byte[] header) {
        crc.reset();
        if (trailerLength > 0) {
            crc.update(header, headerLength - TYPE, TYPE);
        }
    }

    private static int positive(int length) {
        return Math.max(length, 0);
    }
}
