package io.deltaglider.delta;

import static io.deltaglider.delta.archive.Containers.ascii;
import static io.deltaglider.delta.archive.Containers.concat;
import static io.deltaglider.delta.archive.Containers.gzip;
import static io.deltaglider.delta.archive.Containers.random;
import static io.deltaglider.delta.archive.Containers.tar;
import static io.deltaglider.delta.archive.Containers.text;
import static io.deltaglider.delta.archive.Containers.zip;
import static io.deltaglider.delta.archive.Containers.zlib;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.delta.archive.Containers.Entry;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** What is the same is found whatever it is packed in: one stream or many, in any order, on both sides or on one. */
class AcrossContainersTest {
    private static final int FILES = 60;

    private static byte[] file(int number) {
        return ascii(HexFormat.ofDelimiter("\n").formatHex(random(1_500, number)));
    }

    /** A jar that changes in one class from one version to the next. */
    private static byte[] jar(int version) {
        List<Entry> classes = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            byte[] content = text(3_000, 700 + i);
            content[1_000] += i == 7 ? (byte) version : 0;
            classes.add(Entry.packed("p/" + i + ".class", content));
        }
        return zip(classes);
    }

    private static byte[] release(String form, int version) {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < FILES; i++) {
            entries.add(Entry.packed("app/doc/" + i + ".txt", file(i)));
        }
        entries.add(Entry.packed("app/lib/p.jar", jar(version)));
        if (form.equals("zip")) {
            Collections.shuffle(entries, new Random(1));
            return zip(entries);
        }
        byte[] tar = tar(entries.toArray(Entry[]::new));
        return form.equals("tar") ? tar : gzip(tar);
    }

    @ParameterizedTest
    @CsvSource({
        "zip, tar.gz, 1", "tar.gz, zip, 1", "tar, tar.gz, 1", "tar.gz, tar, 1", "tar, zip, 1",
        "zip, tar, 1", "zip, tar.gz, 2", "tar.gz, zip, 2", "tar, tar.gz, 2", "tar.gz, tar, 2",
    })
    void theSameFilesAreFoundInAnotherForm(String from, String to, int version) throws IOException {
        byte[] reference = release(from, 1);
        byte[] target = release(to, version);
        byte[] delta = Codec.encode(reference, target);
        assertThat(Codec.decode(reference, delta)).isEqualTo(target);
        assertThat(delta.length).isLessThan(target.length / 25);
    }

    /** Records with a key in front, packed; in version 2 the time in each is another one. */
    private static byte[] row(int version, int falseStarts) {
        List<byte[]> parts = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            byte[] content = concat(text(4_000, i), random(2_000, i));
            content[9] = (byte) version;
            if (i < falseStarts) {
                // What the search takes for a stream that is none: a header, and a stored block.
                parts.add(new byte[] {0x78, (byte) 0x9C, 1, 9, 0, (byte) 0xF6, (byte) 0xFF, 7, 7});
            }
            parts.add(ascii(HexFormat.of().formatHex(random(32, 5_000 + i))));
            parts.add(zlib(content));
        }
        return concat(parts.toArray(byte[][]::new));
    }

    /** Each stream has its own counterpart, although their numbers in the row differ. */
    @Test
    void falseStartsDoNotShiftThePairs() throws IOException {
        byte[] reference = row(1, 0);
        byte[] target = row(2, 5);
        byte[] delta = Codec.encode(reference, target);
        assertThat(Codec.decode(reference, delta)).isEqualTo(target);
        assertThat(delta.length).isLessThan(2_500);
    }
}
