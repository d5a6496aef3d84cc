package io.deltaglider.cli.command;

import io.deltaglider.cli.output.Digests;
import io.deltaglider.cli.shell.CommandException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/**
 * A key that the server encrypts with and forgets (SSE-C).
 *
 * @param algorithm null for no key, as the others
 * @param base64 the key
 * @param md5 of the key, in Base64: the server compares it, so that a key damaged on the way harms nothing
 */
record CustomerKey(@Nullable String algorithm, @Nullable String base64, @Nullable String md5) {
    private static final int BYTES = 32;
    private static final String FILE = "fileb://";

    boolean isPresent() {
        return algorithm != null;
    }

    /**
     * From the values of two options, which must come together. Throws {@link CommandException} for what is no key, and never repeats it.
     *
     * @param option the one for the algorithm; the other has its name and {@code -key}
     */
    static CustomerKey of(
            String option, @Nullable String algorithm, @Nullable String key, Path directory) {
        if (algorithm == null && key == null) {
            return new CustomerKey(null, null, null);
        }
        if (algorithm == null) {
            throw CommandException.usage(
                    "It is required that if " + option + "-key is given, " + option + " is, too");
        }
        if (key == null) {
            throw CommandException.usage(
                    "It is required that if " + option + " is given, " + option + "-key is, too");
        }
        if (!algorithm.equals("AES256")) {
            throw CommandException.usage(
                    "argument "
                            + option
                            + ": \""
                            + algorithm
                            + "\" is no valid choice, these are: AES256");
        }
        byte[] bytes = bytes(option, key, directory);
        return new CustomerKey(
                algorithm,
                Base64.getEncoder().encodeToString(bytes),
                Base64.getEncoder().encodeToString(Digests.create("MD5").digest(bytes)));
    }

    private static byte[] bytes(String option, String key, Path directory) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        if (key.startsWith(FILE)) {
            Path file = directory.resolve(key.substring(FILE.length()));
            try {
                bytes = Files.readAllBytes(file);
            } catch (IOException e) {
                throw CommandException.usage(
                        "argument " + option + "-key: cannot read the key in " + file);
            }
        } else if (bytes.length != BYTES) {
            bytes = decoded(key);
        }
        if (bytes.length != BYTES) {
            throw CommandException.usage(
                    "argument "
                            + option
                            + "-key: the key must have 32 bytes, as they are, in Base64, or in a"
                            + " file that fileb://NAME names");
        }
        return bytes;
    }

    private static byte[] decoded(String key) {
        try {
            return Base64.getDecoder().decode(key);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }
}
