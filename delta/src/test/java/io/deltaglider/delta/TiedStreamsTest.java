package io.deltaglider.delta;

import static io.deltaglider.delta.archive.Containers.ascii;
import static io.deltaglider.delta.archive.Containers.concat;
import static io.deltaglider.delta.archive.Containers.crc;
import static io.deltaglider.delta.archive.Containers.deflate;
import static io.deltaglider.delta.archive.Containers.gzip;
import static io.deltaglider.delta.archive.Containers.little;
import static io.deltaglider.delta.archive.Containers.tar;
import static io.deltaglider.delta.archive.Containers.text;
import static io.deltaglider.delta.archive.Containers.zip;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.delta.archive.Containers.Entry;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;

/** Streams that are longer than a frame go over from one to the next. */
class TiedStreamsTest {
    /** Zeros and then text, so that there is much to go through and not all that much to pack. */
    private static byte[] content(int length, int seed) {
        byte[] content = text(length, seed);
        Random random = new Random(seed);
        for (int at = 0; at < length; at += 20_000) {
            int to = Math.min(length, at + 10_000 + random.nextInt(5000));
            Arrays.fill(content, at, to, (byte) 0);
        }
        return content;
    }

    private static byte[] edited(byte[] content) {
        byte[] edited = content.clone();
        for (int i = 1; i < 5; i++) {
            System.arraycopy(ascii("CHANGED"), 0, edited, content.length / 5 * i, 7);
        }
        return concat(Arrays.copyOf(edited, 1000), ascii("new"), tail(edited, 1000));
    }

    private static byte[] tail(byte[] bytes, int from) {
        return Arrays.copyOfRange(bytes, from, bytes.length);
    }

    private static byte[] gzipOf(int level, byte[] content) {
        return concat(
                new byte[] {0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0, 0, 3},
                deflate(content, level, true),
                little(4, crc(content)),
                little(4, content.length));
    }

    private static void assertComesBack(byte[] reference, byte[] target, int limit)
            throws IOException {
        byte[] delta = Codec.encode(reference, target);
        assertThat(delta.length).isLessThan(limit);
        assertThat(Codec.decode(reference, delta)).isEqualTo(target);
        Random random = new Random(target.length);
        for (int i = 0; i < 2; i++) {
            int from = random.nextInt(target.length + 1);
            int length = random.nextInt(Math.min(5000, target.length - from) + 1);
            byte[] expected = Arrays.copyOfRange(target, from, from + length);
            assertThat(Codec.decodeRange(reference, delta, from, length)).isEqualTo(expected);
            assertThat(Codec.decodeRangeForwards(reference, delta, from, length))
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 6})
    void oneLongStream(int level) throws IOException {
        byte[] content = content(5 << 20, 1);
        assertComesBack(gzipOf(level, content), gzipOf(level, edited(content)), 1500);
    }

    @Test
    void aLongTarOfAJarAndText() throws IOException {
        byte[] content = content(21 << 20, 2);
        byte[] jar = zip(Entry.packed("a", text(50_000, 1)), Entry.packed("b", text(50_000, 2)));
        byte[] newJar =
                zip(Entry.packed("a", text(50_000, 1)), Entry.packed("b", edited(text(50_000, 2))));
        assertComesBack(
                gzip(tar(Entry.stored("text", content), Entry.stored("x.jar", jar))),
                gzip(tar(Entry.stored("text", edited(content)), Entry.stored("x.jar", newJar))),
                4000);
    }

    @Test
    void aLongStreamInALongStream() throws IOException {
        byte[] content = content(6 << 20, 3);
        byte[] around = content(5 << 20, 4);
        byte[] jar = zip(Entry.packed("a", around), Entry.packed("b", content));
        byte[] newJar = zip(Entry.packed("a", around), Entry.packed("b", edited(content)));
        byte[] old = gzip(tar(Entry.stored("x.jar", jar), Entry.stored("text", around)));
        byte[] now = gzip(tar(Entry.stored("x.jar", newJar), Entry.stored("text", edited(around))));
        assertComesBack(old, now, 6000);
    }

    @Test
    void contentThatEndsWithAFrame() throws IOException {
        for (int length : new int[] {4 << 20, (4 << 20) - 10}) {
            byte[] old = content(length, 5);
            byte[] now = old.clone();
            System.arraycopy(ascii("CHANGED"), 0, now, 3_000_000, 7);
            byte[] packed = gzip(old);
            byte[] newPacked = gzip(now);
            assertComesBack(packed, newPacked, 1500);
            assertComesBack(
                    Arrays.copyOf(packed, packed.length - 8),
                    Arrays.copyOf(newPacked, newPacked.length - 8),
                    1500);
        }
    }

    @Test
    void aLongStreamFromNothing() throws IOException {
        byte[] packed = gzip(content(5 << 20, 6));
        assertComesBack(new byte[0], packed, packed.length);
    }

    @Test
    void theNumberOfThreadsDoesNotShow() throws IOException {
        byte[] content = content(9 << 20, 7);
        byte[] jar = zip(Entry.packed("a", text(50_000, 1)), Entry.packed("b", text(50_000, 2)));
        byte[] old = gzip(tar(Entry.stored("text", content), Entry.stored("x.jar", jar)));
        byte[] now = gzip(tar(Entry.stored("text", edited(content)), Entry.stored("y.jar", jar)));
        byte[] delta = Codec.encode(old, now, new DeltaEncoder(Effort.BALANCED, 1));
        for (int workers : new int[] {1, 2, 4}) {
            assertThat(Codec.encode(old, now, new DeltaEncoder(Effort.BALANCED, workers)))
                    .isEqualTo(delta);
        }
        assertThat(Codec.decode(old, delta)).isEqualTo(now);
    }

    /** A gigabyte of zeros in a megabyte of gzip is not unpacked, or not all of it. */
    @Test
    void aBombIsPassedOn() throws IOException {
        byte[] old = bomb(1024);
        byte[] now = old.clone();
        now[4] = 1;
        assertComesBack(old, now, 1000);
        byte[] other = concat(Arrays.copyOf(old, old.length / 2), tail(old, old.length / 2 + 7));
        assertThat(Codec.decode(old, Codec.encode(old, other))).isEqualTo(other);
        byte[] alone = Codec.encode(new byte[0], old);
        assertThat(Codec.decode(new byte[0], alone)).isEqualTo(old);
    }

    private static byte[] bomb(int megabytes) {
        java.util.zip.Deflater deflater = new java.util.zip.Deflater(9, true);
        byte[] part = new byte[4096];
        deflater.setInput(new byte[1 << 20]);
        int length = deflater.deflate(part, 0, part.length, java.util.zip.Deflater.FULL_FLUSH);
        deflater.end();
        byte[] bomb = new byte[10 + megabytes * length + 2 + 8];
        byte[] start = {0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0, 0, 3};
        System.arraycopy(start, 0, bomb, 0, 10);
        for (int i = 0; i < megabytes; i++) {
            System.arraycopy(part, 0, bomb, 10 + i * length, length);
        }
        bomb[bomb.length - 10] = 3;
        System.arraycopy(little(4, (long) megabytes << 20), 0, bomb, bomb.length - 4, 4);
        return bomb;
    }
}
