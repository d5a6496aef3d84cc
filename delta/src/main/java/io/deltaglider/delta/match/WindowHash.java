package io.deltaglider.delta.match;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Hash of the {@link BlockIndex#WINDOW} bytes at a position. Computed anew for each: that is faster than to roll so short a window. */
final class WindowHash {
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long K1 = 0x9E3779B97F4A7C15L;
    private static final long K2 = 0xC2B2AE3D27D4EB4FL;
    private static final long K3 = 0xD6E8FEB86659FD93L;

    private WindowHash() {}

    static int hash(byte[] bytes, int at) {
        long a = (long) LONG.get(bytes, at);
        long b = (long) LONG.get(bytes, at + 8);
        long h = a * K1 + Long.rotateLeft(b * K2, 31);
        h = (h ^ (h >>> 32)) * K3;
        return (int) (h >>> 32);
    }
}
