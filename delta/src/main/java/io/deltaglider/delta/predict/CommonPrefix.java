package io.deltaglider.delta.predict;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Compares strings in one array, eight bytes at a time. */
public final class CommonPrefix {
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private CommonPrefix() {}

    /** How many bytes from {@code a} and {@code b} on agree, at most {@code limit}. */
    public static int length(byte[] bytes, int a, int b, int limit) {
        int length = 0;
        while (length <= limit - Long.BYTES) {
            long difference =
                    (long) LONG.get(bytes, a + length) ^ (long) LONG.get(bytes, b + length);
            if (difference != 0) {
                return length + (Long.numberOfTrailingZeros(difference) >>> 3);
            }
            length += Long.BYTES;
        }
        while (length < limit && bytes[a + length] == bytes[b + length]) {
            length++;
        }
        return length;
    }

    /** Whether {@code length} bytes from {@code a} and {@code b} on agree; {@code a} is smaller than {@code b}. */
    public static boolean agree(byte[] bytes, int a, int b, int length) {
        if (length < Long.BYTES) {
            if (b > bytes.length - Long.BYTES) {
                return length(bytes, a, b, length) == length;
            }
            long difference = (long) LONG.get(bytes, a) ^ (long) LONG.get(bytes, b);
            return difference << (Long.SIZE - Byte.SIZE * length) == 0;
        }
        int last = length - Long.BYTES;
        for (int i = 0; i < last; i += Long.BYTES) {
            if ((long) LONG.get(bytes, a + i) != (long) LONG.get(bytes, b + i)) {
                return false;
            }
        }
        return (long) LONG.get(bytes, a + last) == (long) LONG.get(bytes, b + last);
    }
}
