package io.deltaglider.delta;

import java.util.Objects;

/** Content that is held in an array. */
final class ArrayContent implements Content {
    private final byte[] bytes;

    ArrayContent(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    public long size() {
        return bytes.length;
    }

    @Override
    public void read(long position, byte[] into, int from, int length) {
        Objects.checkFromIndexSize(position, length, bytes.length);
        System.arraycopy(bytes, (int) position, into, from, length);
    }

    @Override
    public void close() {}
}
