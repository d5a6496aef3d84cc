package io.deltaglider.cli;

import java.util.Arrays;
import java.util.Random;

/** Files that compress to nothing, and versions of them that differ little. */
public final class Samples {
    private Samples() {}

    /** The same bytes for the same arguments, always. */
    public static byte[] noise(long seed, int size) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** A later version: some bytes differ. */
    public static byte[] nextVersion(byte[] version, long seed) {
        byte[] next = Arrays.copyOf(version, version.length + 100);
        Random random = new Random(seed);
        for (int i = 0; i < 20; i++) {
            next[random.nextInt(next.length)] ^= 0x55;
        }
        return next;
    }
}
