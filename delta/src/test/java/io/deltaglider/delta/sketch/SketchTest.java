package io.deltaglider.delta.sketch;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.delta.Content;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

class SketchTest {
    private static Sketch sketch(byte[] bytes) throws IOException {
        try (Content content = Content.of(bytes)) {
            return Sketcher.of(content);
        }
    }

    private static byte[] random(long seed, int size) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** Lines of words, which compress as text does. */
    private static byte[] text(long seed, int size) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder();
        while (text.length() < size) {
            text.append(Integer.toString(random.nextInt(1 << 20), 36));
            text.append(random.nextInt(8) == 0 ? '\n' : ' ');
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] gzip(byte[] content, int level) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        OutputStream gzip =
                new GZIPOutputStream(out) {
                    {
                        def.setLevel(level);
                    }
                };
        try (gzip) {
            gzip.write(content);
        }
        return out.toByteArray();
    }

    private static byte[] zip(byte[]... entries) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (int i = 0; i < entries.length; i++) {
                ZipEntry entry = new ZipEntry("entry-" + i + ".txt");
                entry.setTime(1_700_000_000_000L);
                zip.putNextEntry(entry);
                zip.write(entries[i]);
                zip.closeEntry();
            }
        }
        return out.toByteArray();
    }

    /** Sketches lie in buckets: another result for the same bytes needs another version. */
    @Test
    void isTheSameForEver() throws IOException {
        byte[] bytes = new byte[100_000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (((i * 31L * i) >>> 7) ^ (i >>> 3));
        }
        assertThat(sketch(bytes).text()).isEqualTo(GOLDEN_PLAIN);
        assertThat(sketch(new byte[0]).text()).isEqualTo(GOLDEN_EMPTY);
    }

    private static final String GOLDEN_PLAIN =
            "AYtC5BWBHLlpl20nx9F0y7OQK7UKOberoVE9smpG-YjC5mBd3yZcd31iT0fGEax5L1u516CZGlPGEC5XAr0y7TzUnXaS18_CYAcTqQ9TOixMcbGC7q8dIhxIjs1He_QvLmYYL9YgBOnYYrto6EfE3Dk32eAWOpdJNbYeFdeniEZr";
    private static final String GOLDEN_EMPTY =
            "AYeHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eH";

    @Test
    void textIsReadBack() throws IOException {
        Sketch sketch = sketch(random(1, 100_000));
        assertThat(sketch.text()).hasSize(172).matches("[A-Za-z0-9_-]+");
        assertThat(Sketch.parse(sketch.text())).contains(sketch);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "AQ", "!!!!", "AQAB=", "\u00fc"})
    void otherTextIsNone(String text) {
        assertThat(Sketch.parse(text)).isEmpty();
    }

    @Test
    void anotherVersionIsNotCompared() throws IOException {
        byte[] bytes = Base64.getUrlDecoder().decode(sketch(random(1, 100_000)).text());
        bytes[0]++;
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        assertThat(Sketch.parse(text)).isEmpty();
    }

    @Test
    void unrelatedContentsAgreeInNextToNothing() throws IOException {
        Sketch one = sketch(random(1, 200_000));
        for (int seed = 2; seed < 20; seed++) {
            assertThat(one.agreement(sketch(random(seed, 200_000)))).isLessThanOrEqualTo(4);
        }
    }

    @Test
    void agreementFollowsWhatIsInCommon() throws IOException {
        byte[] base = random(1, 400_000);
        Sketch of = sketch(base);
        int before = Sketch.SLOTS + 1;
        for (int changed : new int[] {0, 40_000, 120_000, 240_000, 360_000}) {
            byte[] other = base.clone();
            System.arraycopy(random(2, changed), 0, other, 10_000, Math.min(changed, 390_000));
            int agreement = of.agreement(sketch(other));
            assertThat(agreement).isLessThan(before);
            double share = 1 - changed / 400_000.0;
            assertThat(of.similarity(sketch(other)))
                    .isBetween(share / (2 - share) - 0.15, share / (2 - share) + 0.15);
            before = agreement;
        }
    }

    @Test
    void whatIsInsertedDoesNotMoveTheRest() throws IOException {
        byte[] base = random(1, 200_000);
        byte[] longer = new byte[base.length + 1];
        System.arraycopy(base, 0, longer, 0, 1_000);
        System.arraycopy(base, 1_000, longer, 1_001, base.length - 1_000);
        assertThat(sketch(base).agreement(sketch(longer))).isGreaterThan(124);
    }

    /** Long runs are shared among threads, short ones are not. */
    @Test
    void theNumberOfThreadsDoesNotShow() throws IOException {
        byte[] bytes = random(1, 9_000_001);
        Minima minima = new Minima();
        new Shingles(minima).add(bytes, 0, bytes.length);
        assertThat(sketch(bytes)).isEqualTo(minima.sketch());
    }

    @Test
    void gzipIsLookedInto() throws IOException {
        byte[] content = text(1, 300_000);
        byte[] changed = content.clone();
        changed[0] ^= 1;
        Sketch one = sketch(gzip(content, 9));
        assertThat(one.agreement(sketch(gzip(changed, 1)))).isGreaterThan(120);
        assertThat(one.agreement(sketch(content))).isGreaterThan(120);
    }

    @Test
    void archivesInArchivesAreLookedInto() throws IOException {
        byte[] inner = zip(text(1, 100_000), text(2, 100_000));
        byte[] changed = zip(text(1, 100_000), text(3, 20_000), text(2, 100_000));
        Sketch one = sketch(gzip(inner, 6));
        assertThat(one.similarity(sketch(gzip(changed, 6)))).isGreaterThan(0.75);
        assertThat(one.similarity(sketch(zip(inner, text(9, 100))))).isGreaterThan(0.9);
    }

    @Test
    void shortEntriesCountByTheirChecksums() throws IOException {
        byte[][] entries = new byte[200][];
        for (int i = 0; i < entries.length; i++) {
            entries[i] = text(i, 2_000);
        }
        Sketch one = sketch(zip(entries));
        for (int i = 0; i < 20; i++) {
            entries[i] = text(1_000 + i, 2_000);
        }
        assertThat(one.similarity(sketch(zip(entries)))).isBetween(0.65, 0.95);
    }

    @Test
    void membersOfAGzipFileAllCount() throws IOException {
        byte[] first = gzip(text(1, 100_000), 6);
        byte[] second = gzip(text(2, 100_000), 6);
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        assertThat(sketch(both).similarity(sketch(first))).isBetween(0.35, 0.65);
        assertThat(sketch(both).similarity(sketch(second))).isBetween(0.35, 0.65);
    }

    @Test
    void damagedAndHostileBytesHaveSomeSketch() throws IOException {
        byte[] damaged = gzip(text(1, 300_000), 6);
        for (int at : new int[] {15, 1_000, damaged.length - 20}) {
            byte[] bytes = damaged.clone();
            bytes[at] ^= 0x55;
            assertThat(sketch(bytes)).isEqualTo(sketch(bytes.clone()));
            assertThat(sketch(Arrays.copyOf(damaged, at))).isNotNull();
        }
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        bomb.write(new byte[] {0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0, 0, 3});
        try (DeflaterOutputStream out = new DeflaterOutputStream(bomb, new Deflater(9, true))) {
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 100; i++) {
                out.write(zeros);
            }
        }
        assertThat(sketch(bomb.toByteArray())).isNotNull();
    }
}
