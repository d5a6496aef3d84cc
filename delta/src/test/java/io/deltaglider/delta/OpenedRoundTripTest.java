package io.deltaglider.delta;

import static io.deltaglider.delta.archive.Containers.ascii;
import static io.deltaglider.delta.archive.Containers.blockGzip;
import static io.deltaglider.delta.archive.Containers.concat;
import static io.deltaglider.delta.archive.Containers.cutUp;
import static io.deltaglider.delta.archive.Containers.dump;
import static io.deltaglider.delta.archive.Containers.gzip;
import static io.deltaglider.delta.archive.Containers.little;
import static io.deltaglider.delta.archive.Containers.localEntry;
import static io.deltaglider.delta.archive.Containers.png;
import static io.deltaglider.delta.archive.Containers.putLittle;
import static io.deltaglider.delta.archive.Containers.random;
import static io.deltaglider.delta.archive.Containers.table;
import static io.deltaglider.delta.archive.Containers.tar;
import static io.deltaglider.delta.archive.Containers.text;
import static io.deltaglider.delta.archive.Containers.zip;
import static io.deltaglider.delta.archive.Containers.zlib;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.delta.archive.Containers.Entry;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Archives of every kind come back bit for bit, and a small change of their content makes a small delta. */
class OpenedRoundTripTest {
    /** Bytes of a delta besides what changed: header, index, and a few corrections. */
    private static final int OVERHEAD = 250;

    /** Where nothing is promised but that the target comes back. */
    private static final int ANY = Integer.MAX_VALUE;

    /**
     * Two versions of a file.
     *
     * @param limit bytes that the delta may have, besides {@link #OVERHEAD}
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Pair(String name, byte[] reference, byte[] target, int limit) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static byte[] edited(byte[] content) {
        byte[] edited = content.clone();
        int at = content.length / 3;
        System.arraycopy(ascii("CHANGED"), 0, edited, at, 7);
        return concat(Arrays.copyOf(edited, 2 * at), ascii("+new+"), tail(edited, 2 * at));
    }

    private static byte[] tail(byte[] bytes, int from) {
        return Arrays.copyOfRange(bytes, from, bytes.length);
    }

    /** Many times the same, numbered, so that it is long and not all alike. */
    private static byte[] pages(byte[] page) {
        byte[][] pages = new byte[60][];
        for (int i = 0; i < pages.length; i++) {
            pages[i] = concat(ascii("page " + i + "\n"), page);
        }
        return concat(pages);
    }

    private static byte[] flipped(byte[] bytes, int at) {
        byte[] flipped = bytes.clone();
        flipped[at] ^= 0x55;
        return flipped;
    }

    private static byte[] jar(int seed, boolean isEdited) {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            byte[] content = text(3000 + 10 * i, 100L * seed + i);
            entries.add(
                    Entry.packed(
                            "c/" + i + ".class", isEdited && i == 7 ? edited(content) : content));
        }
        entries.add(Entry.packed("empty", new byte[0]));
        entries.add(Entry.stored("stored", random(500, seed)));
        return zip(entries);
    }

    private static byte[] tarOf(boolean isEdited) {
        byte[] readme = text(20_000, 5);
        return tar(
                Entry.stored("a/readme", isEdited ? edited(readme) : readme),
                Entry.stored("a/one.jar", jar(1, false)),
                Entry.stored("a/two.jar", jar(2, isEdited)),
                Entry.stored("a/none", new byte[0]));
    }

    static Stream<Pair> pairs() {
        byte[] old = text(100_000, 1);
        byte[] now = edited(old);
        byte[] other = text(30_000, 2);
        byte[] oldJar = jar(1, false);
        byte[] newJar = jar(1, true);
        byte[] extra = concat(little(2, 5), ascii("extra"));
        byte[] names = ascii("name.txt\0a comment\0");
        byte[] fields = concat(extra, names, little(2, 0x1234));
        byte[] packed = gzip(old);
        byte[] newPacked = gzip(now);
        byte[] image = random(40_000, 3);
        Arrays.fill(image, 0, 30_000, (byte) 7);
        return Stream.of(
                new Pair("gzip", packed, newPacked, 200),
                new Pair("gzip, all fields", gzip(0x1E, fields, old), gzip(0x1E, fields, now), 200),
                new Pair(
                        "several members",
                        concat(gzip(other), packed, gzip(other)),
                        concat(gzip(other), newPacked, gzip(other)),
                        200),
                new Pair(
                        "members of a block gzip",
                        concat(blockGzip(other), blockGzip(text(40_000, 4))),
                        concat(blockGzip(edited(other)), blockGzip(text(40_000, 4))),
                        300),
                new Pair(
                        "garbage behind",
                        concat(packed, random(300, 1)),
                        concat(newPacked, random(300, 1)),
                        200),
                new Pair("no trailer", cut(packed, 8), cut(newPacked, 8), ANY),
                new Pair("cut", cut(packed, 5000), cut(newPacked, 5000), ANY),
                new Pair("damaged", packed, flipped(newPacked, newPacked.length / 2), ANY),
                new Pair("damaged reference", flipped(packed, packed.length / 2), newPacked, ANY),
                new Pair("gzip in gzip", gzip(packed), gzip(newPacked), 300),
                new Pair("tar.gz of jars", gzip(tarOf(false)), gzip(tarOf(true)), 600),
                new Pair("jar", oldJar, newJar, 250),
                new Pair(
                        "jars in a jar",
                        zip(Entry.stored("a.jar", oldJar), Entry.packed("b.jar", jar(2, false))),
                        zip(Entry.stored("a.jar", newJar), Entry.packed("b.jar", jar(2, true))),
                        600),
                new Pair(
                        "prefixed jar",
                        concat(ascii("#!/bin/sh\nexec java\n"), oldJar),
                        concat(ascii("#!/bin/sh\nexec java -x\n"), newJar),
                        350),
                new Pair("entries that overlap", overlapping(oldJar), overlapping(newJar), ANY),
                new Pair(
                        "local entries only",
                        concat(localEntry("a", old), localEntry("b", other)),
                        concat(localEntry("a", now), localEntry("b", other)),
                        ANY),
                new Pair("cut jar", cut(oldJar, 300), cut(newJar, 300), ANY),
                new Pair("png", png(zlib(image)), png(zlib(edited(image))), 250),
                new Pair(
                        "png in chunks",
                        png(cutUp(zlib(image), 1000)),
                        png(cutUp(zlib(edited(image)), 1000)),
                        400),
                new Pair(
                        "png in chunks, one of which is damaged",
                        png(cutUp(zlib(image), 1000)),
                        flipped(png(cutUp(zlib(edited(image)), 1000)), 5000),
                        ANY),
                new Pair(
                        "dump of a database",
                        gzip(dump(table(1, cutUp(zlib(old), 4096)), table(2, zlib(other)))),
                        gzip(dump(table(1, cutUp(zlib(now), 4096)), table(2, zlib(other)))),
                        400),
                new Pair(
                        "table of a dump, larger than a stretch",
                        dump(table(1, cutUp(zlib(pages(old)), 4096))),
                        dump(table(1, cutUp(zlib(pages(now)), 4096))),
                        2500),
                new Pair("other level", packed, deflatedBy(1, now), ANY),
                new Pair("from nothing: gzip", new byte[0], packed, ANY),
                new Pair("from nothing: tar.gz", new byte[0], gzip(tarOf(false)), ANY),
                new Pair("from plain to packed", old, newPacked, ANY),
                new Pair("from packed to plain", packed, now, ANY),
                new Pair("empty gzip", gzip(new byte[0]), gzip(old), ANY),
                new Pair("to an empty gzip", packed, gzip(new byte[0]), ANY));
    }

    private static byte[] deflatedBy(int level, byte[] content) {
        return concat(
                new byte[] {0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0, 0, 3},
                io.deltaglider.delta.archive.Containers.deflate(content, level, true),
                little(4, io.deltaglider.delta.archive.Containers.crc(content)),
                little(4, content.length));
    }

    private static byte[] cut(byte[] bytes, int fromEnd) {
        return Arrays.copyOf(bytes, bytes.length - fromEnd);
    }

    /** Two names in the directory for one entry. */
    private static byte[] overlapping(byte[] zip) {
        byte[] changed = zip.clone();
        int seen = 0;
        for (int i = 0; i < zip.length - 46; i++) {
            if (zip[i] == 'P' && zip[i + 1] == 'K' && zip[i + 2] == 1 && zip[i + 3] == 2) {
                seen++;
                if (seen == 3) {
                    putLittle(changed, i + 42, 4, 0);
                }
            }
        }
        return changed;
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void comesBack(Pair pair) throws IOException {
        byte[] delta = Codec.encode(pair.reference(), pair.target());
        assertThat(Codec.decode(pair.reference(), delta)).isEqualTo(pair.target());
        assertRanges(pair.reference(), pair.target(), delta);
        assertThat((long) delta.length).isLessThan((long) pair.limit() + OVERHEAD);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void comesBackFromItself(Pair pair) throws IOException {
        byte[] delta = Codec.encode(pair.target(), pair.target());
        assertThat(Codec.decode(pair.target(), delta)).isEqualTo(pair.target());
        assertThat(delta).hasSizeLessThan(OVERHEAD);
    }

    private static void assertRanges(byte[] reference, byte[] target, byte[] delta)
            throws IOException {
        Random random = new Random(target.length);
        for (int i = 0; i < 2; i++) {
            int from = random.nextInt(target.length + 1);
            int length = random.nextInt(target.length - from + 1);
            byte[] expected = Arrays.copyOfRange(target, from, from + length);
            assertThat(Codec.decodeRange(reference, delta, from, length)).isEqualTo(expected);
            assertThat(Codec.decodeRangeForwards(reference, delta, from, length))
                    .isEqualTo(expected);
        }
    }
}
