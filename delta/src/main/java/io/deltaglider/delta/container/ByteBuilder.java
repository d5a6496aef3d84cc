package io.deltaglider.delta.container;

import java.util.Arrays;

/** Bytes being written to memory: little-endian numbers, and variable-length ones (unsigned LEB128). Not safe for use by several threads. */
final class ByteBuilder {
    private byte[] bytes;
    private int length;

    ByteBuilder(int capacity) {
        bytes = new byte[capacity];
    }

    void clear() {
        length = 0;
    }

    int length() {
        return length;
    }

    /** Forgets all but the first bytes. */
    void truncate(int newLength) {
        length = newLength;
    }

    /** The array that holds the bytes, from 0 to {@link #length()}; valid until the next write. */
    byte[] array() {
        return bytes;
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }

    /** Makes room for so many bytes more in {@link #array()}. */
    void ensure(int more) {
        int needed = Math.addExact(length, more);
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, bytes.length + (bytes.length >> 1)));
        }
    }

    void put(int value) {
        ensure(1);
        bytes[length++] = (byte) value;
    }

    void putInt(int value) {
        ensure(4);
        length += 4;
        setInt(length - 4, value);
    }

    /** Changes a number that was put at {@code offset}. */
    void setInt(int offset, int value) {
        for (int i = 0; i < 4; i++) {
            bytes[offset + i] = (byte) (value >>> (8 * i));
        }
    }

    /** A number of 0 or more: seven bits a byte, least first, the high bit set on all but the last. */
    void putVarint(long value) {
        ensure(9);
        long rest = value;
        while (rest >= 0x80) {
            bytes[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
    }

    /** A number of either sign, as the variable-length number 2n or -2n-1. */
    void putSigned(long value) {
        putVarint((value << 1) ^ (value >> 63));
    }

    void put(byte[] from, int offset, int count) {
        ensure(count);
        System.arraycopy(from, offset, bytes, length, count);
        length += count;
    }

    static int varintLength(long value) {
        int n = 1;
        for (long rest = value; rest >= 0x80; rest >>>= 7) {
            n++;
        }
        return n;
    }
}
