package io.deltaglider.delta.archive;

import io.deltaglider.delta.Content;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The few bytes of a content that are looked at just now. Reads ahead as long as they follow each other closely, and
 * little where they do not: a directory in any order costs little more than its entries. Not safe for use by several
 * threads.
 */
final class ByteWindow {
    private static final int SMALLEST_READ = 512;

    private static final VarHandle SHORT =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final Content content;
    private final byte[] bytes;

    /** No byte before this is read, and none from the end on. */
    private final long begin;

    private final long end;

    private long start;
    private int loaded;
    private int ahead = SMALLEST_READ;

    /** A window on {@code content[begin .. end)}; its capacity need not exceed the length of that. */
    ByteWindow(Content content, long begin, long end, int capacity) {
        this.content = content;
        this.begin = begin;
        this.end = end;
        bytes = new byte[(int) Math.min(capacity, Math.max(1, end - begin))];
    }

    /** Where {@link #load} puts what it reads. */
    byte[] bytes() {
        return bytes;
    }

    int capacity() {
        return bytes.length;
    }

    /**
     * Makes bytes available.
     *
     * @param length at most the capacity
     * @param limit end of the container: nothing from there on is wanted
     * @return where they begin in {@link #bytes()}, until the next call; or -1 if they do not all lie before the
     *     limit
     */
    int load(long position, int length, long limit) throws IOException {
        if (position < begin || length > Math.min(limit, end) - position) {
            return -1;
        }
        if (position < start || position + length > start + loaded) {
            boolean close = position >= start && position <= start + loaded + ahead;
            ahead = close ? Math.min(bytes.length, ahead * 2) : SMALLEST_READ;
            read(position, Math.max(length, ahead));
        }
        return (int) (position - start);
    }

    /**
     * Makes as many bytes available as the capacity allows, at the start of {@link #bytes()}.
     *
     * @return how many; 0 at the limit
     */
    int fill(long position, long limit) throws IOException {
        long n = Math.min(Math.min(limit, end) - position, bytes.length);
        if (position < begin || n <= 0) {
            return 0;
        }
        if (position != start || loaded < n) {
            read(position, bytes.length);
        }
        return (int) n;
    }

    /** Whether {@link #bytes()} begin with the {@code length} bytes at a position. */
    boolean holds(long position, int length) {
        return position == start && loaded >= length && length > 0;
    }

    private void read(long position, int length) throws IOException {
        loaded = 0;
        int n = (int) Math.min(length, end - position);
        content.read(position, bytes, 0, n);
        start = position;
        loaded = n;
    }

    int u8(int index) {
        return bytes[index] & 0xFF;
    }

    int u16(int index) {
        return (short) SHORT.get(bytes, index) & 0xFFFF;
    }

    int i32(int index) {
        return (int) INT.get(bytes, index);
    }

    long u32(int index) {
        return i32(index) & 0xFFFF_FFFFL;
    }

    long i64(int index) {
        return (long) LONG.get(bytes, index);
    }

    /** Whether the bytes at an index are these. */
    boolean holds(int index, byte[] expected) {
        for (int i = 0; i < expected.length; i++) {
            if (bytes[index + i] != expected[i]) {
                return false;
            }
        }
        return true;
    }
}
