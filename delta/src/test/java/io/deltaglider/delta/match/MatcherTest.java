package io.deltaglider.delta.match;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.level.Covers;
import io.deltaglider.delta.level.PagedReference;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;

class MatcherTest {
    /** Bytes without any order that can be made smaller all the same, as content can and packed bytes cannot. */
    private static byte[] random(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        for (int i = 0; i < length; i++) {
            bytes[i] &= 0x3F;
        }
        return bytes;
    }

    private static Covers match(byte[] reference, byte[] target, long targetStart)
            throws IOException {
        Content content = Content.of(reference);
        Covers covers = new Covers();
        new Matcher(new PagedReference(content), new SharedIndex(content))
                .match(target, target.length, targetStart, covers);
        return covers;
    }

    private static void assertCover(Covers covers, int cover, int start, int length, long from) {
        assertThat(covers.start(cover)).isEqualTo(start);
        assertThat(covers.length(cover)).isEqualTo(length);
        assertThat(covers.from(cover)).isEqualTo(from);
    }

    @Test
    void anIdenticalStretchIsOneExactCover() throws IOException {
        byte[] reference = random(50_000, 1);
        Covers covers = match(reference, Arrays.copyOfRange(reference, 20_000, 50_000), 20_000);
        assertThat(covers.count()).isEqualTo(1);
        assertCover(covers, 0, 0, 30_000, 20_000);
        assertThat(covers.isExact(0)).isTrue();
    }

    /** Bytes that are changed in place do not split a cover, and it is not called exact. */
    @Test
    void changesInPlaceAreBridged() throws IOException {
        byte[] reference = random(50_000, 2);
        byte[] target = reference.clone();
        for (int i = 100; i < target.length; i += 1000) {
            target[i]++;
        }
        Covers covers = match(reference, target, 0);
        assertThat(covers.count()).isEqualTo(1);
        assertCover(covers, 0, 0, 50_000, 0);
        assertThat(covers.isExact(0)).isFalse();
    }

    @Test
    void matchesBeginAndEndWhereTheyDo() throws IOException {
        byte[] reference = random(50_000, 3);
        byte[] target = random(9000, 4);
        System.arraycopy(reference, 30_001, target, 1003, 2005);
        System.arraycopy(reference, 7, target, 5000, 33);
        Covers covers = match(reference, target, 0);
        assertThat(covers.count()).isEqualTo(2);
        assertThat(covers.start(0)).isBetween(1000, 1003);
        assertThat(covers.end(0)).isBetween(3008, 3011);
        assertThat(covers.from(0) - covers.start(0)).isEqualTo(30_001 - 1003);
        assertThat(covers.start(1)).isBetween(4997, 5000);
        assertThat(covers.from(1) - covers.start(1)).isEqualTo(7 - 5000);
    }

    /** Behind a change a match goes on where it was, though another copy that differs here and there is nearly as good. */
    @Test
    void ofSeveralNearlyEqualCopiesTheOwnIsKept() throws IOException {
        byte[] copy = random(60_000, 21);
        byte[] other = copy.clone();
        for (int i = 50; i < other.length; i += 100) {
            other[i]++;
        }
        // Not a whole stride apart, so that the index has other windows of the one than of the
        // other.
        byte[] reference = new byte[3 * copy.length + 2];
        System.arraycopy(other, 0, reference, 0, copy.length);
        System.arraycopy(copy, 0, reference, copy.length + 1, copy.length);
        System.arraycopy(other, 0, reference, 2 * copy.length + 2, copy.length);
        byte[] target = copy.clone();
        for (int start = 5_000; start < 60_000; start += 10_000) {
            System.arraycopy(random(1_501, start), 0, target, start, 1_501);
        }
        Covers covers = match(reference, target, copy.length + 1);
        for (int i = 0; i < covers.count(); i++) {
            assertThat(covers.from(i) - covers.start(i)).isEqualTo(copy.length + 1);
        }
        assertThat(covers.count()).isGreaterThanOrEqualTo(6);
    }

    /** In packed bytes only longer runs are looked for, and found wherever they begin. */
    @Test
    void packedBytesAreMatchedByLongRuns() throws IOException {
        byte[] reference = new byte[100_000];
        new Random(12).nextBytes(reference);
        byte[] target = random(20_000, 13);
        int longest = BlockIndex.COARSE_STRIDE + BlockIndex.WINDOW - 1;
        for (int i = 0; i < 16; i++) {
            System.arraycopy(reference, 5003 * i, target, 1000 * i + 100, longest);
        }
        Covers covers = match(reference, target, 0);
        assertThat(covers.count()).isEqualTo(16);
        for (int i = 0; i < 16; i++) {
            assertThat(covers.from(i) - covers.start(i)).isEqualTo(5003 * i - (1000 * i + 100));
        }
    }

    @Test
    void nothingIsFoundInUnrelatedBytes() throws IOException {
        assertThat(match(random(500_000, 5), random(500_000, 6), 0).count()).isZero();
        assertThat(match(new byte[0], random(1000, 6), 0).count()).isZero();
        assertThat(match(random(1000, 5), new byte[0], 0).count()).isZero();
    }

    /** Of several copies the one next to the cover before is taken: its place costs least to write. */
    @Test
    void theNearestCopyIsTaken() throws IOException {
        byte[] piece = random(500, 7);
        byte[] reference = random(100_000, 8);
        for (int at : new int[] {1000, 50_000, 99_000}) {
            System.arraycopy(piece, 0, reference, at, piece.length);
        }
        byte[] target = new byte[2000];
        System.arraycopy(reference, 49_000, target, 0, 980);
        System.arraycopy(random(40, 9), 0, target, 980, 40);
        System.arraycopy(piece, 0, target, 1020, 500);
        Covers covers = match(reference, Arrays.copyOf(target, 1520), 0);
        assertThat(covers.count()).isEqualTo(2);
        assertThat(covers.from(1) - covers.start(1)).isEqualTo(50_000 - 1020);
    }

    /** In text, a short match far away costs more than the literals that it saves. */
    @Test
    void shortMatchesFarAwayAreLeftWhereLiteralsAreCheap() throws IOException {
        byte[] target = new byte[20_000];
        Arrays.fill(target, (byte) ' ');
        byte[] island = random(16, 10);
        byte[] reference = random(200_000, 11);
        System.arraycopy(island, 0, reference, 160_000, 16);
        System.arraycopy(island, 0, target, 10_000, 16);
        assertThat(match(reference, target, 0).count()).isZero();
    }
}
