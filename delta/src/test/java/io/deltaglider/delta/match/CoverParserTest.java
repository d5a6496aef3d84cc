package io.deltaglider.delta.match;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.Effort;
import io.deltaglider.delta.level.Covers;
import io.deltaglider.delta.level.PagedReference;
import io.deltaglider.delta.level.Ranges;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;

class CoverParserTest {
    private static CoverParser parser(byte[] reference, Effort effort) {
        Content content = Content.of(reference);
        return new CoverParser(new PagedReference(content), new SharedWindows(content), effort);
    }

    /** A table of numbers that differ little, so that each place is like many others. */
    private static byte[] table(int length) {
        byte[] bytes = new byte[length];
        Random random = new Random(1);
        for (int i = 0; i < length; i += 8) {
            bytes[i] = (byte) (i / 8);
            bytes[i + 1] = (byte) (i / 2048);
            bytes[i + 4] = (byte) random.nextInt(4);
        }
        return bytes;
    }

    /** The proposal lies on a diagonal on which most bytes agree; the right one is another. */
    @Test
    void aWrongDiagonalIsLeft() throws IOException {
        byte[] reference = table(32_000);
        byte[] target = Arrays.copyOfRange(reference, 80, 32_000);
        Covers covers = new Covers();
        covers.add(0, target.length, 0, false);
        parser(reference, Effort.BALANCED)
                .refine(target, target.length, 0, 0, Ranges.none(), covers);
        assertThat(covers.count()).isEqualTo(1);
        assertThat(covers.from(0)).isEqualTo(80);
        assertThat(covers.isExact(0)).isTrue();
    }

    /** What repeats itself throughout does not tell where a stretch goes on; the stretch before does. */
    @Test
    void goesOnAsTheStretchBefore() throws IOException {
        byte[] target = new byte[60_000];
        byte[] period = new byte[500];
        new Random(2).nextBytes(period);
        for (int i = 0; i < target.length; i++) {
            target[i] = period[i % period.length];
        }
        byte[] reference = new byte[target.length + 77_777];
        System.arraycopy(target, 0, reference, 77_777, target.length);
        System.arraycopy(target, 0, reference, 0, 60_000);
        Covers covers = new Covers();
        parser(reference, Effort.BALANCED)
                .refine(target, target.length, 0, 77_777, Ranges.none(), covers);
        assertThat(covers.count()).isEqualTo(1);
        assertThat(covers.from(0)).isEqualTo(77_777);
    }

    /** However often everything comes again, so many places are compared and no more. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 16, 256})
    void comparesFewPlacesForEachByte(int values) throws IOException {
        Random random = new Random(3);
        byte[] reference = new byte[300_000];
        byte[] target = new byte[300_000];
        for (int i = 0; i < target.length; i++) {
            reference[i] = (byte) random.nextInt(values);
            target[i] = (byte) random.nextInt(values);
        }
        CoverParser parser = parser(reference, Effort.BALANCED);
        parser.refine(target, target.length, 0, 0, Ranges.none(), new Covers());
        assertThat(parser.compared()).isLessThan(3L * target.length / 2);
    }

    /** Of a long stretch in which nothing is found for long enough to be jumped over, a quarter of the bytes is looked at one by one. */
    @Test
    void looksAtAPartOfLongStretches() throws IOException {
        Random random = new Random(5);
        byte[] reference = new byte[2 << 20];
        random.nextBytes(reference);
        byte[] target = reference.clone();
        for (int i = 0; i < target.length; i += 12) {
            target[i]++;
        }
        CoverParser parser = parser(reference, Effort.BALANCED);
        Covers covers = new Covers();
        covers.add(0, target.length, 0, false);
        parser.refine(target, target.length, 0, 0, Ranges.none(), covers);
        assertThat(parser.looked()).isLessThan(target.length / 4 + (65 << 10));
        int covered = 0;
        for (int i = 0; i < covers.count(); i++) {
            assertThat(covers.from(i)).isEqualTo(covers.start(i));
            covered += covers.length(i);
        }
        // What ends a part that is looked at may be left out where it differs.
        assertThat(covered).isGreaterThan(target.length - 100);
    }

    /** Whatever the bytes, covers stay in order, outside of holes, inside the reference, and exact where they say so. */
    @Property(tries = 200)
    void coversAreSound(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        byte[] reference = new byte[random.nextInt(20, 3000)];
        for (int i = 0; i < reference.length; i++) {
            reference[i] = (byte) random.nextInt(4);
        }
        byte[] target = new byte[random.nextInt(1, 3000)];
        for (int i = 0; i < target.length; i++) {
            target[i] = (byte) random.nextInt(4);
        }
        Covers covers = new Covers();
        Ranges holes = new Ranges();
        int at = random.nextInt(200);
        while (at < target.length) {
            int n = Math.min(random.nextInt(1, 200), target.length - at);
            if (random.nextBoolean() && n <= reference.length) {
                int from = random.nextInt(reference.length - n + 1);
                System.arraycopy(reference, from, target, at, n);
                covers.add(at, n, from, true);
            }
            if (random.nextInt(3) == 0) {
                int start = at + random.nextInt(n);
                holes.add(start, at + n);
            }
            at += n + random.nextInt(100);
        }
        parser(reference, Effort.MAX)
                .refine(target, target.length, 0, random.nextInt(50), holes, covers);
        for (int i = 0; i < covers.count(); i++) {
            int start = covers.start(i);
            int from = (int) covers.from(i);
            int n = covers.length(i);
            assertThat(from + n).isLessThanOrEqualTo(reference.length);
            int hole = holes.firstEndingAfter(start);
            if (hole < holes.count()) {
                assertThat(holes.start(hole)).isGreaterThanOrEqualTo(start + n);
            }
            if (covers.isExact(i)) {
                assertThat(Arrays.mismatch(target, start, start + n, reference, from, from + n))
                        .isEqualTo(-1);
            }
        }
    }
}
