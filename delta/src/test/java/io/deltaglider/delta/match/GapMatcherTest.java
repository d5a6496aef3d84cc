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

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;

class GapMatcherTest {
    private static byte[] random(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static void refine(
            byte[] reference, byte[] target, Effort effort, Ranges holes, Covers covers)
            throws IOException {
        new GapMatcher(new PagedReference(Content.of(reference)), effort)
                .refine(target, target.length, 0, holes, covers);
    }

    private static int covered(Covers covers) {
        int total = 0;
        for (int i = 0; i < covers.count(); i++) {
            total += covers.length(i);
        }
        return total;
    }

    /** Pieces too short for blocks, in another order than in the reference. */
    private static byte[] shuffled(byte[] reference, int from) {
        byte[] target = reference.clone();
        for (int i = 0; i < 20; i++) {
            System.arraycopy(reference, from + 50 * (19 - i), target, from + 14 * i, 14);
        }
        return Arrays.copyOf(target, from + 280 + 5000);
    }

    @Test
    void shortRunsNearTheCoversAreFound() throws IOException {
        byte[] reference = random(20_000, 1);
        byte[] target = shuffled(reference, 8000);
        System.arraycopy(reference, 9000, target, 8280, 5000);
        Covers covers = new Covers();
        covers.add(0, 8000, 0, true);
        covers.add(8280, 5000, 9000, true);
        refine(reference, target, Effort.BALANCED, Ranges.none(), covers);
        assertThat(covered(covers)).isEqualTo(target.length);
        assertThat(covers.count()).isBetween(20, 23);
        for (int i = 0; i < covers.count(); i++) {
            int start = covers.start(i);
            int from = (int) covers.from(i);
            int n = covers.length(i);
            assertThat(covers.isExact(i)).isTrue();
            assertThat(Arrays.copyOfRange(target, start, start + n))
                    .isEqualTo(Arrays.copyOfRange(reference, from, from + n));
        }
    }

    @Test
    void withLeastEffortNothingIsSearched() throws IOException {
        byte[] reference = random(20_000, 1);
        byte[] target = shuffled(reference, 8000);
        Covers covers = new Covers();
        covers.add(0, 8000, 0, true);
        refine(reference, target, Effort.FAST, Ranges.none(), covers);
        assertThat(covers.count()).isEqualTo(1);
        assertThat(covered(covers)).isEqualTo(8000);
    }

    /** A few changed bytes between two covers of the same shift make them one. */
    @Test
    void coversOfOneShiftBecomeOne() throws IOException {
        byte[] reference = random(10_000, 2);
        byte[] target = reference.clone();
        for (int i = 5000; i < 5005; i++) {
            target[i] ^= 1;
        }
        Covers covers = new Covers();
        covers.add(0, 5000, 0, true);
        covers.add(5005, 4995, 5005, true);
        refine(reference, target, Effort.BALANCED, Ranges.none(), covers);
        assertThat(covers.count()).isEqualTo(1);
        assertThat(covers.length(0)).isEqualTo(10_000);
        assertThat(covers.isExact(0)).isFalse();
    }

    @Test
    void holesAreCutOutOfCovers() throws IOException {
        byte[] bytes = random(10_000, 3);
        Ranges holes = new Ranges();
        holes.add(0, 10);
        holes.add(100, 200);
        holes.add(200, 205);
        holes.add(9990, 10_000);
        Covers covers = new Covers();
        covers.add(0, 150, 0, true);
        covers.add(150, 9850, 150, true);
        refine(bytes, bytes, Effort.BALANCED, holes, covers);
        assertThat(covers.count()).isEqualTo(2);
        assertThat(covers.start(0)).isEqualTo(10);
        assertThat(covers.end(0)).isEqualTo(100);
        assertThat(covers.start(1)).isEqualTo(205);
        assertThat(covers.end(1)).isEqualTo(9990);
        assertThat(covers.from(1)).isEqualTo(205);
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
        refine(reference, target, Effort.MAX, holes, covers);
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
