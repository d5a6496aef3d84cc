package io.deltaglider.cli.output;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;

/** SHA-256 and MD5, of files as lower-case hex digits. */
public final class Digests {
    private static final int BUFFER = 1 << 20;

    private Digests() {}

    /** Reads the whole file. */
    public static String sha256(Path file) throws IOException {
        return digest("SHA-256", file);
    }

    /** The same at the side: a second pass over a file in the page cache takes less time than the digests one after the other. */
    public static CompletableFuture<String> sha256Beside(Path file) {
        return beside("SHA-256", file);
    }

    /** MD5, at the side. */
    public static CompletableFuture<String> md5Beside(Path file) {
        return beside("MD5", file);
    }

    private static CompletableFuture<String> beside(String algorithm, Path file) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return digest(algorithm, file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static String digest(String algorithm, Path file) throws IOException {
        MessageDigest digest = create(algorithm);
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** For bytes that pass by; the algorithm is one that every Java platform has. */
    public static MessageDigest create(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + algorithm, e);
        }
    }
}
