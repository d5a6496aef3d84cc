package io.deltaglider.engine;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;

/** Bytes for tests: the same ones every time, incompressible, and versions of them that differ in a few places. */
public final class Bodies {
    private Bodies() {}

    /** Bytes that have nothing in common with those of another seed. */
    public static byte[] random(long seed, int size) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** A later version: some hundred bytes changed, inserted and removed. */
    public static byte[] version(byte[] base, int number) {
        Random random = new Random(number);
        byte[] changed = base.clone();
        for (int i = 0; i < 5; i++) {
            int at = random.nextInt(changed.length - 64);
            for (int j = 0; j < 32; j++) {
                changed[at + j] = (byte) random.nextInt();
            }
        }
        int cut = random.nextInt(changed.length / 2) + 1;
        byte[] inserted = new byte[40 + number % 50];
        random.nextBytes(inserted);
        byte[] result = new byte[changed.length + inserted.length];
        System.arraycopy(changed, 0, result, 0, cut);
        System.arraycopy(inserted, 0, result, cut, inserted.length);
        System.arraycopy(changed, cut, result, cut + inserted.length, changed.length - cut);
        return result;
    }

    public static String md5(byte[] bytes) {
        return HexFormat.of().formatHex(digest("MD5", bytes));
    }

    public static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(digest("SHA-256", bytes));
    }

    public static byte[] digest(String algorithm, byte[] bytes) {
        try {
            return MessageDigest.getInstance(algorithm).digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
