package io.deltaglider.delta;

import static io.deltaglider.delta.archive.Containers.gzip;
import static io.deltaglider.delta.archive.Containers.tar;

import io.deltaglider.delta.DeltaHeader.ReferenceId;
import io.deltaglider.delta.archive.Containers;
import io.deltaglider.delta.archive.Containers.Entry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

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
    FRAMES(noise(4000, 3), edited(noise(4000, 3))),
    GZIP(gzip(text(200)), gzip(changedText())),
    ZIP(zip(text(200), text(50)), zip(changedText(), text(50))),
    NESTED(
            gzip(tar(Entry.stored("a.jar", zip(text(200), text(60))))),
            gzip(tar(Entry.stored("a.jar", zip(changedText(), text(60)))))),
    LONG(gzip(pages(text(200))), gzip(pages(changedText()))),
    PACKED(new byte[0], gzip(tar(Entry.stored("a.jar", zip(text(200), text(60)))))),
    LONG_PACKED(new byte[0], gzip(pages(text(200)))),
    CHUNKS(chunks(text(200)), chunks(changedText())),
    SECTIONS(
            gzip(pages(text(200))),
            gzip(pages(Containers.concat(changedText(), noise(24_000, 7))))),
    PREFIXED(text(200), inOtherOrder(text(200))),
    COPIED(noise(6000, 11), Arrays.copyOfRange(noise(6000, 11), 500, 5900));

    /** Those of version 1. */
    static final Set<GoldenFiles> FIRST = Set.of(EMPTY, ALONE, IDENTICAL, EDITED, TEXT, FRAMES);

    /** Those of version 2. */
    static final Set<GoldenFiles> SECOND = EnumSet.range(EMPTY, LONG_PACKED);

    /** Those of version 3; the others came with version 4. */
    static final Set<GoldenFiles> THIRD = EnumSet.range(EMPTY, SECTIONS);

    /** Those of version 3 that were also written by a later encoder. */
    static final Set<GoldenFiles> REWRITTEN =
            EnumSet.of(EDITED, TEXT, GZIP, ZIP, LONG, CHUNKS, SECTIONS);

    final byte[] reference;
    final byte[] target;

    GoldenFiles(byte[] reference, byte[] target) {
        this.reference = reference;
        this.target = target;
    }

    String fileName(String suffix) {
        return name().toLowerCase(Locale.ROOT) + "." + suffix;
    }

    /** Encodes a reference and a target as this golden file is encoded. */
    byte[] encode(byte[] from, byte[] to) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        DeltaEncoder encoder = new DeltaEncoder(Effort.BALANCED);
        Content content = Content.of(to);
        DeltaHeader header = header(from, to);
        if (this == PACKED || this == LONG_PACKED) {
            encoder.pack(content, header, Long.MAX_VALUE, out);
        } else {
            encoder.encode(Content.of(from), content, header, Long.MAX_VALUE, out);
        }
        return out.toByteArray();
    }

    static DeltaHeader header(byte[] from, byte[] to) {
        return new DeltaHeader(
                to.length,
                Codec.digest("SHA-256", to),
                Codec.digest("MD5", to),
                Codec.digest("MD5", to),
                "application/zip",
                from.length == 0
                        ? Optional.empty()
                        : Optional.of(
                                new ReferenceId(
                                        Codec.digest("SHA-256", from),
                                        from.length,
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

    /** Pieces of eight bytes, too short to be covers. */
    private static byte[] inOtherOrder(byte[] bytes) {
        byte[] other = bytes.clone();
        int pieces = bytes.length / 8;
        for (int i = 0; i < pieces; i++) {
            System.arraycopy(bytes, 8 * (i * 37 % pieces), other, 8 * i, 8);
        }
        return other;
    }

    private static byte[] zip(byte[] first, byte[] second) {
        return Containers.zip(Entry.packed("first", first), Entry.packed("second", second));
    }

    /** More than two frames. */
    private static byte[] pages(byte[] page) {
        byte[] pages = new byte[5 << 20];
        System.arraycopy(page, 0, pages, 0, page.length);
        System.arraycopy(page, 0, pages, pages.length / 2, page.length);
        System.arraycopy(page, 0, pages, pages.length - page.length, page.length);
        return pages;
    }

    private static byte[] changedText() {
        String text = new String(text(200), StandardCharsets.UTF_8);
        return text.replace("line 7", "a new line 7")
                .replace("words", "letters")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** An image and a dump, whose streams are cut into chunks. */
    private static byte[] chunks(byte[] text) {
        return zip(
                Containers.png(Containers.cutUp(Containers.zlib(text), 700)),
                Containers.dump(Containers.table(1, Containers.cutUp(Containers.zlib(text), 900))));
    }

    /**
     * Writes the files into the folder that is the only argument. From the folder of this module, with its classes and its
     * dependencies on the class path:
     *
     * <pre>java -cp ... io.deltaglider.delta.GoldenFiles src/test/resources/golden/v4</pre>
     */
    public static void main(String[] args) throws IOException {
        Path folder = Files.createDirectories(Path.of(args[0]));
        for (GoldenFiles golden : values()) {
            Files.write(folder.resolve(golden.fileName("reference")), golden.reference);
            Files.write(folder.resolve(golden.fileName("target")), golden.target);
            Files.write(
                    folder.resolve(golden.fileName("delta")),
                    golden.encode(golden.reference, golden.target));
        }
    }
}
