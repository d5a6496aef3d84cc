package io.deltaglider.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deltaglider.delta.archive.Containers;
import io.deltaglider.delta.archive.Containers.Entry;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

class PackingTest {
    private static final int MIB = 1 << 20;
    private static final byte[] NOTHING = new byte[0];

    @Test
    void opensAStreamThatIsLongerThanAFrame() throws IOException {
        byte[] target = gzip(text(6 * MIB, 1));
        byte[] packed = pack(target, Effort.BALANCED);
        assertThat(packed.length).isLessThan(target.length * 9 / 10);
        assertThat(inspect(packed).frames())
                .hasSizeGreaterThan(1)
                .allSatisfy(frame -> assertThat(frame.kind()).isEqualTo("packed"));
        assertThat(Codec.decode(NOTHING, packed)).isEqualTo(target);
    }

    @Test
    void opensTheEntriesOfAZip() throws IOException {
        byte[] target = zip(40, 100_000);
        for (Effort effort : Effort.values()) {
            byte[] packed = pack(target, effort);
            if (effort != Effort.FAST) {
                assertThat(packed.length).isLessThan(target.length * 9 / 10);
            }
            assertThat(Codec.decode(NOTHING, packed)).isEqualTo(target);
        }
    }

    @Test
    void repeatsAreSeenAcrossFrames() throws IOException {
        byte[] noise = new byte[3 * MIB];
        new Random(3).nextBytes(noise);
        byte[] target = Arrays.copyOf(noise, 2 * noise.length);
        System.arraycopy(noise, 0, target, noise.length, noise.length);
        byte[] packed = pack(target, Effort.BALANCED);
        assertThat(inspect(packed).frames()).hasSizeGreaterThan(1);
        assertThat(packed.length).isLessThan(noise.length + 10_000);
        assertThat(Codec.decode(NOTHING, packed)).isEqualTo(target);
    }

    /** Header with two digests, an ETag and a type, index, trailer, and one frame of zstd around the bytes. */
    private static final int FRAME_OF_ALL = 190;

    @Test
    void neverGrowsByMoreThanItsOwnFrame() throws IOException {
        for (int length : new int[] {0, 1, 2, 20, 23, 24, 25, 100, 200}) {
            assertDoesNotGrow(Containers.random(length, length));
        }
        for (int noise : new int[] {8, 60}) {
            byte[] image = noisy(noise);
            assertDoesNotGrow(image);
            assertDoesNotGrow(
                    Containers.zip(
                            Entry.stored("a.png", image), Entry.packed("b", text(40_000, noise))));
        }
        byte[] random = Containers.random(300_000, 2);
        assertDoesNotGrow(gzip(random));
        assertDoesNotGrow(Containers.blockGzip(random));
        assertDoesNotGrow(Containers.zip(Entry.packed("x", random), Entry.stored("y", random)));
        assertDoesNotGrow(Containers.png(Containers.cutUp(Containers.zlib(random), 8192)));
    }

    private static void assertDoesNotGrow(byte[] target) throws IOException {
        byte[] packed = pack(target, Effort.BALANCED);
        assertThat(packed.length).isLessThanOrEqualTo(target.length + FRAME_OF_ALL);
        assertThat(Codec.decode(NOTHING, packed)).isEqualTo(target);
        byte[] like = target.clone();
        for (int i = 0; i < like.length; i += 1000) {
            like[i]++;
        }
        for (byte[] reference : new byte[][] {like, Containers.random(5000, 1)}) {
            byte[] delta = Codec.encode(reference, target, Effort.BALANCED);
            // A reference's size, digest and key besides.
            assertThat(delta.length).isLessThanOrEqualTo(target.length + FRAME_OF_ALL + 80);
            assertThat(Codec.decode(reference, delta)).isEqualTo(target);
        }
    }

    /** An image of a gradient with noise, which deflate's Huffman codes suit better than zstd's quick levels. */
    private static byte[] noisy(int noise) {
        Random random = new Random(noise);
        byte[] pixels = new byte[250 * 751];
        for (int y = 0; y < 250; y++) {
            for (int x = 1; x < 751; x++) {
                int value = (x / 3 + y) / 3 + random.nextInt(-noise, noise + 1);
                pixels[y * 751 + x] = (byte) Math.clamp(value, 0, 255);
            }
        }
        return Containers.png(Containers.cutUp(Containers.zlib(pixels), 8192));
    }

    @Test
    void anImageThatWouldGrowStaysClosedBesideOthers() throws IOException {
        byte[] text = text(200_000, 3);
        byte[] images =
                Containers.zip(Entry.stored("a.png", noisy(8)), Entry.stored("b.png", noisy(20)));
        byte[] all =
                Containers.tar(
                        Entry.stored("images.zip", images), Entry.stored("text.gz", gzip(text)));
        byte[] packed = pack(all, Effort.BALANCED);
        // The text is opened and the images are not.
        assertThat(inspect(packed).frames()).allMatch(frame -> frame.streams() == 1);
        assertThat(packed.length).isLessThan(all.length - gzip(text).length / 5);
        assertThat(Codec.decode(NOTHING, packed)).isEqualTo(all);
    }

    @Test
    void nothingAndLittle() throws IOException {
        for (int length : new int[] {0, 1, 100}) {
            byte[] target = Arrays.copyOf(text(1000, 4), length);
            assertThat(Codec.decode(NOTHING, pack(target, Effort.BALANCED))).isEqualTo(target);
        }
    }

    @Test
    void partsAreReadByWayOfWhatComesBefore() throws IOException {
        byte[] target = zip(60, 100_000);
        byte[] packed = pack(target, Effort.BALANCED);
        for (int offset : new int[] {0, target.length / 2, target.length - 1000}) {
            byte[] part = Arrays.copyOfRange(target, offset, offset + 1000);
            assertThat(Codec.decodeRange(NOTHING, packed, offset, 1000)).isEqualTo(part);
            try (DeltaFile forward = DeltaFile.open(new ByteArrayInputStream(packed));
                    InputStream range = forward.range(Content.empty(), offset, 1000)) {
                assertThat(range.readAllBytes()).isEqualTo(part);
            }
        }
    }

    @Test
    void theNumberOfThreadsDoesNotShow() throws IOException {
        byte[] target = zip(40, 100_000);
        assertThat(pack(target, new DeltaEncoder(Effort.BALANCED, 1)))
                .isEqualTo(pack(target, new DeltaEncoder(Effort.BALANCED, 3)));
    }

    @Test
    void isNotDoneUnasked() throws IOException {
        byte[] delta = Codec.encode(NOTHING, gzip(text(100_000, 5)));
        assertThat(inspect(delta).frames())
                .allSatisfy(
                        frame -> assertThat(frame.unpackedLength()).isEqualTo(frame.targetLength()))
                .noneSatisfy(frame -> assertThat(frame.kind()).isEqualTo("packed"));
    }

    @Test
    void stopsAtTheLimit() throws IOException {
        byte[] target = zip(10, 100_000);
        assertThat(
                        new DeltaEncoder(Effort.BALANCED)
                                .pack(
                                        Content.of(target),
                                        Codec.header(NOTHING, target),
                                        10_000,
                                        OutputStream.nullOutputStream()))
                .isEmpty();
    }

    @Test
    void damageAnywhereIsNoticed() throws IOException {
        byte[] target = zip(3, 5_000);
        byte[] packed = pack(target, Effort.BALANCED);
        for (int i = 0; i < packed.length; i += 17) {
            byte[] damaged = packed.clone();
            damaged[i] ^= 0x10;
            assertThatThrownBy(() -> Codec.decode(NOTHING, damaged))
                    .as("byte %d", i)
                    .isInstanceOf(CorruptDeltaException.class);
        }
    }

    @Test
    void filesArePackedAndVerified(@TempDir Path folder) throws IOException {
        byte[] bytes = zip(5, 50_000);
        Path target = Files.write(folder.resolve("v1.zip"), bytes);
        Path packed = folder.resolve("v1.delta");
        DeltaFiles.Encoded encoded = DeltaFiles.pack(target, packed, Effort.MAX);
        assertThat(encoded.deltaSize())
                .isEqualTo(Files.size(packed))
                .isLessThan(bytes.length * 9 / 10);
        assertThat(encoded.header().reference()).isEmpty();
        Path back = folder.resolve("back");
        DeltaFiles.decode(Optional.empty(), packed, back);
        assertThat(back).hasBinaryContent(bytes);
    }

    private static DeltaInspection inspect(byte[] delta) throws IOException {
        return DeltaInspection.of(new ByteArrayInputStream(delta));
    }

    private static byte[] pack(byte[] target, Effort effort) throws IOException {
        return pack(target, new DeltaEncoder(effort));
    }

    private static byte[] pack(byte[] target, DeltaEncoder encoder) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(
                        encoder.pack(
                                Content.of(target),
                                Codec.header(NOTHING, target),
                                Long.MAX_VALUE,
                                out))
                .hasValue(out.size());
        return out.toByteArray();
    }

    private static byte[] zip(int entries, int length) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < entries; i++) {
                ZipEntry entry = new ZipEntry("texts/" + i + ".txt");
                entry.setTime(1_000_000_000_000L);
                zip.putNextEntry(entry);
                zip.write(text(length, i));
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content);
        }
        return bytes.toByteArray();
    }

    /** Sentences of which many come again, also in texts of other seeds, too far away for deflate. */
    private static byte[] text(int length, long seed) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder(length + 100);
        while (text.length() < length) {
            long sentence = random.nextInt(3000);
            for (int word = 1; word < 9; word++) {
                text.append(Long.toString(sentence * 7919 * word * word % 1_000_003, 36))
                        .append(' ');
            }
            text.append(random.nextInt(1000)).append('\n');
        }
        return text.substring(0, length).getBytes(StandardCharsets.US_ASCII);
    }
}
