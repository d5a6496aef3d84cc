package io.deltaglider.delta.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.CorruptDeltaException;
import io.deltaglider.delta.Effort;
import io.deltaglider.delta.level.Covers;
import io.deltaglider.delta.level.PagedReference;
import io.deltaglider.delta.level.Positions;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32C;

class ModelledLevelTest {
    private static final byte[] REFERENCE = text(40_000, 1);

    /** Bytes that are neither all alike nor without any order. */
    private static byte[] text(int length, long seed) {
        Random random = new Random(seed);
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] =
                    (byte) (random.nextInt(10) == 0 ? random.nextInt() : 'a' + random.nextInt(7));
        }
        return bytes;
    }

    private static byte[] random(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Level(byte[] target, long start, Covers covers) {
        byte[] write(Effort effort) throws IOException {
            ByteBuilder out = new ByteBuilder(16);
            try (ModelledLevelWriter writer = new ModelledLevelWriter(effort)) {
                PagedReference reference = new PagedReference(Content.of(REFERENCE));
                writer.write(
                        target,
                        target.length,
                        Positions.from(start),
                        covers,
                        reference,
                        out);
            }
            return out.toByteArray();
        }

        void assertReadFrom(byte[] written) throws IOException {
            byte[] read = random(target.length, 9);
            Covers found = new Covers();
            ByteCursor cursor = new ByteCursor(written, 0, written.length, 0, "level");
            try (ModelledLevelReader reader = new ModelledLevelReader()) {
                PagedReference reference = new PagedReference(Content.of(REFERENCE));
                reader.read(
                        cursor,
                        target.length,
                        Positions.from(start),
                        reference,
                        found,
                        read);
            }
            assertThat(read).isEqualTo(target);
            assertThat(cursor.remaining()).isZero();
            assertThat(found.count()).isEqualTo(covers.count());
            for (int i = 0; i < found.count(); i++) {
                assertThat(found.start(i)).isEqualTo(covers.start(i));
                assertThat(found.length(i)).isEqualTo(covers.length(i));
                assertThat(found.from(i)).isEqualTo(covers.from(i));
            }
        }
    }

    /** Covers with and without differences, and literals, in any order. */
    private static Level level(Random random, int pieces, long start) {
        byte[] target = new byte[pieces * 1000];
        Covers covers = new Covers();
        int at = 0;
        for (int i = 0; i < pieces; i++) {
            int n = 1 + random.nextInt(1 << random.nextInt(11));
            switch (random.nextInt(4)) {
                case 0 -> {
                    System.arraycopy(random(n, i), 0, target, at, n);
                }
                case 1 -> System.arraycopy(text(n, i), 0, target, at, n);
                default -> {
                    int from = random.nextInt(REFERENCE.length - n);
                    System.arraycopy(REFERENCE, from, target, at, n);
                    boolean exact = random.nextBoolean();
                    for (int j = random.nextInt(40); j < n && !exact; j += random.nextInt(1, 40)) {
                        target[at + j] = (byte) (target[at + j] + 3);
                    }
                    covers.add(at, n, from, exact);
                }
            }
            at += n;
        }
        byte[] all = Arrays.copyOf(target, at + random.nextInt(3) * 50);
        return new Level(all, start, covers);
    }

    @Property(tries = 100)
    void levelsComeBack(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        Level level = level(random, random.nextInt(1, 60), random.nextInt(100_000));
        level.assertReadFrom(level.write(Effort.BALANCED));
    }

    @Test
    void levelsOfOnePieceComeBack() throws IOException {
        byte[] target = random(5000, 3);
        Covers all = new Covers();
        all.add(0, 5000, 20_000, false);
        Level onlyACover = new Level(Arrays.copyOfRange(REFERENCE, 20_000, 25_000), 7, all);
        onlyACover.assertReadFrom(onlyACover.write(Effort.MAX));
        Level onlyLiterals = new Level(target, 7, new Covers());
        onlyLiterals.assertReadFrom(onlyLiterals.write(Effort.FAST));
        Level nothing = new Level(new byte[0], 0, new Covers());
        nothing.assertReadFrom(nothing.write(Effort.BALANCED));
    }

    /** Bytes that cannot be made smaller are kept as they are, and hardly grow. */
    @Test
    void randomLiteralsHardlyGrow() throws IOException {
        Level level = new Level(random(300_000, 4), 0, new Covers());
        byte[] written = level.write(Effort.BALANCED);
        assertThat(written.length).isBetween(300_000, 300_050);
        level.assertReadFrom(written);
    }

    /** The same change of the same bytes everywhere costs less than a bit for each, once it is known. */
    @Test
    void changesThatRecurCostLittle() throws IOException {
        byte[] target = REFERENCE.clone();
        int changed = 0;
        for (int i = 0; i < target.length; i++) {
            if (target[i] == 'c' && REFERENCE[Math.max(0, i - 1)] == 'a') {
                target[i] = (byte) (target[i] + 2);
                changed++;
            }
        }
        Covers covers = new Covers();
        covers.add(0, target.length, 0, false);
        Level level = new Level(target, 0, covers);
        byte[] written = level.write(Effort.BALANCED);
        assertThat(changed).isGreaterThan(500);
        assertThat(written.length).isLessThan(changed);
        level.assertReadFrom(written);
    }

    /** Levels written by this release are to be read for ever: another model, even a better one, needs another kind of frame. */
    @Test
    void theBytesOfALevelStayAsTheyAre() throws IOException {
        Level level = level(new Random(11), 50, 1234);
        CRC32C crc = new CRC32C();
        crc.update(level.write(Effort.BALANCED));
        assertThat(Long.toHexString(crc.getValue())).isEqualTo("ef0a568a");
    }

    @Test
    void aLevelCutShortOrWithMoreBytesIsRefused() throws IOException {
        Level level = level(new Random(5), 40, 0);
        byte[] written = level.write(Effort.BALANCED);
        assertThatThrownBy(() -> level.assertReadFrom(Arrays.copyOf(written, written.length / 2)))
                .isInstanceOf(CorruptDeltaException.class)
                .hasMessageContaining("at byte");
    }

    @FuzzTest
    void anyLevel(byte[] bytes) throws IOException {
        ByteCursor cursor = new ByteCursor(bytes, 0, bytes.length, 0, "level");
        Covers covers = new Covers();
        try (ModelledLevelReader reader = new ModelledLevelReader()) {
            PagedReference reference = new PagedReference(Content.of(REFERENCE));
            reader.read(cursor, 9000, Positions.from(500), reference, covers, new byte[9000]);
        } catch (CorruptDeltaException expected) {
            assertThat(expected).hasMessageContaining("at byte");
        }
        assertThat(covers.count()).isLessThanOrEqualTo(LevelModel.maxCovers(9000));
    }
}
