package io.deltaglider.delta.level;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.delta.Content;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;

class PagedReferenceTest {
    private static final int PAGE = 1 << 15;

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    @Test
    void bytesAcrossPagesAndBeyondTheCacheAreRight() throws IOException {
        byte[] bytes = random(20 << 20);
        PagedReference reference = new PagedReference(Content.of(bytes));
        Random random = new Random(1);
        for (int i = 0; i < 2000; i++) {
            int length = random.nextInt(2 * PAGE);
            int at = random.nextInt(bytes.length - length);
            byte[] copy = new byte[length + 2];
            reference.copy(at, copy, 1, length);
            assertThat(Arrays.equals(copy, 1, 1 + length, bytes, at, at + length)).isTrue();
            assertThat(reference.at(at)).isEqualTo(bytes[at]);
        }
    }

    @Test
    void equalRunsAreMeasuredExactly() throws IOException {
        byte[] bytes = random(4 * PAGE);
        PagedReference reference = new PagedReference(Content.of(bytes));
        byte[] other = bytes.clone();
        int change = 2 * PAGE + 5;
        other[change]++;
        assertThat(reference.matchForward(100, other, 100, other.length - 100))
                .isEqualTo(change - 100);
        assertThat(reference.matchForward(100, other, 100, 50)).isEqualTo(50);
        assertThat(reference.matchForward(change, other, change, 10)).isZero();
        assertThat(reference.matchBackward(bytes.length, other, other.length, other.length))
                .isEqualTo(other.length - change - 1);
        assertThat(reference.matchBackward(change, other, change, change)).isEqualTo(change);
        assertThat(reference.matchBackward(0, other, 0, 0)).isZero();
    }
}
