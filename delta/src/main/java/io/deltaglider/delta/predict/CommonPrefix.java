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
}
