package io.deltaglider.delta.container;

import io.deltaglider.delta.CorruptDeltaException;

import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Reads numbers and bytes from an array, never past its end. Errors say what was being read and at which byte of the
 * file. Not safe for use by several threads.
 */
final class ByteCursor {
    private static final String OTHER_REFERENCE =
            ": the file is damaged, or the reference is not the one it was made against";

    private final byte[] bytes;
    private final int end;
    private final long fileOffset;
    private final boolean decoded;
    private final String what;
    private int position;

    /**
     * @param fileOffset where {@code bytes[start]} lies in the delta file; for messages
     * @param what names the bytes in messages
     */
    ByteCursor(byte[] bytes, int start, int end, long fileOffset, String what) {
        this(bytes, start, end, fileOffset - start, false, what);
    }

    private ByteCursor(
            byte[] bytes, int start, int end, long fileOffset, boolean decoded, String what) {
        this.bytes = bytes;
        this.position = start;
        this.end = end;
        this.fileOffset = fileOffset;
        this.decoded = decoded;
        this.what = what;
    }

    /** A cursor on bytes that a part of the file decoded to; messages tell where that part begins. */
    static ByteCursor ofDecoded(byte[] bytes, long partOffset, String what) {
        return new ByteCursor(bytes, 0, bytes.length, partOffset, true, what);
    }

    /** CRC-32C of all bytes from the next one on. */
    int crc() {
        CRC32C crc = new CRC32C();
        crc.update(bytes, position, end - position);
        return (int) crc.getValue();
    }

    int position() {
        return position;
    }

    int remaining() {
        return end - position;
    }

    /** Where the next byte lies in the delta file, or the part that it was decoded from. */
    long filePosition() {
        return decoded ? fileOffset : fileOffset + position;
    }

    CorruptDeltaException corrupt(String message) {
        return new CorruptDeltaException(located(message));
    }

    /** For what a wrong reference leads to as well as damage. */
    CorruptDeltaException corruptOrOtherReference(String message) {
        return corrupt(message + OTHER_REFERENCE);
    }

    /** As above. */
    CorruptDeltaException corruptOrOtherReference(String message, Throwable cause) {
        return corrupt(message + OTHER_REFERENCE, cause);
    }

    CorruptDeltaException corrupt(String message, Throwable cause) {
        return new CorruptDeltaException(located(message), cause);
    }

    private String located(String message) {
        return "damaged delta file: " + message + " (" + what + ", at byte " + filePosition() + ")";
    }

    int u8() throws CorruptDeltaException {
        require(1);
        return bytes[position++] & 0xFF;
    }

    int i32() throws CorruptDeltaException {
        require(4);
        int value = 0;
        for (int i = 0; i < 4; i++) {
            value |= (bytes[position++] & 0xFF) << (8 * i);
        }
        return value;
    }

    /** An unsigned 32-bit number. */
    long u32() throws CorruptDeltaException {
        return Integer.toUnsignedLong(i32());
    }

    /** A variable-length number of 0 to 2^63 - 1, in its shortest form. */
    long varint() throws CorruptDeltaException {
        if (position < end && bytes[position] >= 0) {
            return bytes[position++];
        }
        long value = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            int b = u8();
            value |= (long) (b & 0x7F) << shift;
            if (b < 0x80) {
                if (b == 0) {
                    throw corrupt("number not in its shortest form");
                }
                return value;
            }
        }
        throw corrupt("number too large");
    }

    /** A variable-length number of either sign. */
    long signed() throws CorruptDeltaException {
        long value = varint();
        return (value >>> 1) ^ -(value & 1);
    }

    /** A variable-length number that must not exceed {@code limit}. */
    int varint(int limit, String name) throws CorruptDeltaException {
        long value = varint();
        if (value > limit) {
            throw corrupt(name + " is " + value + ", at most " + limit + " is possible");
        }
        return (int) value;
    }

    /** Passes over bytes and returns where they began in the array. */
    int skip(int count) throws CorruptDeltaException {
        require(count);
        int start = position;
        position += count;
        return start;
    }

    byte[] take(int count) throws CorruptDeltaException {
        int start = skip(count);
        return Arrays.copyOfRange(bytes, start, start + count);
    }

    void requireEnd() throws CorruptDeltaException {
        if (remaining() != 0) {
            throw corrupt(remaining() + " unexpected trailing bytes");
        }
    }

    private void require(int count) throws CorruptDeltaException {
        if (count > end - position) {
            throw corrupt(count + " bytes needed, " + (end - position) + " left");
        }
    }
}
