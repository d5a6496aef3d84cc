package io.deltaglider.delta;

import io.deltaglider.delta.DeltaHeader.ReferenceId;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;

/**
 * The golden files of the format's present version: {@link #main} writes them, once for each version. They are never
 * written again, and those of older versions stay: a program that cannot read them is wrong.
 */
@SuppressWarnings("ImmutableEnumChecker") // arrays that no one changes
enum GoldenFiles {
    EMPTY(new byte[0], new byte[0]),
    ALONE(new byte[0], text(120)),
    IDENTICAL(noise(5000, 1), noise(5000, 1)),
    EDITED(noise(6000, 2), edited(noise(6000, 2))),
    TEXT(text(200), changedText()),
    FRAMES(noise(4000, 3), edited(noise(4000, 3)));

    final byte[] reference;
    final byte[] target;

    GoldenFiles(byte[] reference, byte[] target) {
        this.reference = reference;
        this.target = target;
    }

    String fileName(String suffix) {
        return name().toLowerCase(Locale.ROOT) + "." + suffix;
    }

    byte[] encode() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new DeltaEncoder(Effort.BALANCED)
                .encode(Content.of(reference), Content.of(target), header(), Long.MAX_VALUE, out);
        return out.toByteArray();
    }

    DeltaHeader header() {
        return new DeltaHeader(
                target.length,
                Codec.digest("SHA-256", target),
                Codec.digest("MD5", target),
                Codec.digest("MD5", target),
                "application/zip",
                reference.length == 0
                        ? Optional.empty()
                        : Optional.of(
                                new ReferenceId(
                                        Codec.digest("SHA-256", reference),
                                        reference.length,
                                        "releases/v1.zip")));
    }

    private static byte[] noise(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static byte[] edited(byte[] bytes) {
        byte[] edited = Arrays.copyOf(bytes, bytes.length + 500);
        System.arraycopy(bytes, 2000, edited, 500, 1000);
        for (int i = 2500; i < bytes.length; i += 37) {
            edited[i] = (byte) (edited[i] + 2);
        }
        System.arraycopy(noise(300, 9), 0, edited, bytes.length, 300);
        return edited;
    }

    private static byte[] text(int lines) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines; i++) {
            text.append("line ").append(i).append(" of ").append(i * i % 97).append(" words\n");
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] changedText() {
        String text = new String(text(200), StandardCharsets.UTF_8);
        return text.replace("line 7", "a new line 7")
                .replace("words", "letters")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Writes the files into the folder that is the only argument. */
    public static void main(String[] args) throws IOException {
        Path folder = Files.createDirectories(Path.of(args[0]));
        for (GoldenFiles golden : values()) {
            Files.write(folder.resolve(golden.fileName("reference")), golden.reference);
            Files.write(folder.resolve(golden.fileName("target")), golden.target);
            Files.write(folder.resolve(golden.fileName("delta")), golden.encode());
        }
    }
}
