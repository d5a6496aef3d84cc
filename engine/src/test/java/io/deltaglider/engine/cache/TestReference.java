package io.deltaglider.engine.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;

/** Random bytes that are the same for the same seed, with their hash. */
final class TestReference {
    final byte[] bytes;
    final String sha256;

    TestReference(long seed, int size) {
        bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        try {
            sha256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    CachedReference open(ReferenceCache cache) throws IOException {
        return cache.open(sha256, bytes.length, this::writeTo);
    }

    /** Opens it where it must be in the cache. */
    CachedReference openCached(ReferenceCache cache) throws IOException {
        return cache.open(
                sha256,
                bytes.length,
                file -> {
                    throw new AssertionError("not cached");
                });
    }

    void writeTo(Path file) throws IOException {
        Files.write(file, bytes);
    }
}
