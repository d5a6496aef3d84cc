package io.deltaglider.delta.predict;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The hash functions of zlib's kin over the first bytes of a string. Which strings collide matters: each counts as a
 * step in a chain of limited length.
 */
enum PrefixHash {
    /** zlib's own: three bytes, shifted so that the oldest drops out after three steps (deflate.c, UPDATE_HASH). */
    ROLLING,

    /** Chromium's zlib with SIMD before 2022: CRC-32C of four bytes, of three from level 6 on (insert_string.h). */
    CRC_OF_FOUR,
    CRC_OF_THREE,

    /** Chromium's zlib since: four bytes, multiplied (insert_string.h). */
    PRODUCT_OF_FOUR,

    /** Go's compress/flate: four bytes, multiplied, the upper bits (deflate.go, hash4). */
    GO_FOUR,

    /** libdeflate's: four or three bytes, multiplied, the upper bits (matchfinder_common.h, lz_hash). */
    LIBDEFLATE_FOUR,
    LIBDEFLATE_THREE;

    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int CASTAGNOLI = 0x82F63B78;
    private static final int FACTOR = 66_521;
    private static final int GO_FACTOR = 0x1E35A7BD;
    private static final int[] CRC = crcTables();

    /** Bytes of a string that are read for its hash. */
    int bytesRead() {
        return this == ROLLING ? 3 : Integer.BYTES;
    }

    private static int[] crcTables() {
        int[] tables = new int[4 * 256];
        for (int i = 0; i < 256; i++) {
            int crc = i;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc >>> 1) ^ (-(crc & 1) & CASTAGNOLI);
            }
            tables[i] = crc;
        }
        for (int i = 256; i < tables.length; i++) {
            int below = tables[i - 256];
            tables[i] = (below >>> 8) ^ tables[below & 0xFF];
        }
        return tables;
    }

    static int rolling(byte[] bytes, int at, int shift, int mask) {
        return (((bytes[at] & 0xFF) << (2 * shift))
                        ^ ((bytes[at + 1] & 0xFF) << shift)
                        ^ (bytes[at + 2] & 0xFF))
                & mask;
    }

    static int crc(byte[] bytes, int at, int readMask, int mask) {
        int value = (int) INT.get(bytes, at) & readMask;
        return (CRC[768 + (value & 0xFF)]
                        ^ CRC[512 + ((value >>> 8) & 0xFF)]
                        ^ CRC[256 + ((value >>> 16) & 0xFF)]
                        ^ CRC[value >>> 24])
                & mask;
    }

    static int go(byte[] bytes, int at, int shift) {
        return (Integer.reverseBytes((int) INT.get(bytes, at)) * GO_FACTOR) >>> shift;
    }

    static int libdeflate(byte[] bytes, int at, int readMask, int shift) {
        return (((int) INT.get(bytes, at) & readMask) * GO_FACTOR) >>> shift;
    }

    static int product(byte[] bytes, int at, int mask) {
        return (((int) INT.get(bytes, at) * FACTOR + FACTOR) >>> 16) & mask;
    }
}
