package io.deltaglider.delta;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EncodingMemoryTest {
    private static final long MIB = 1L << 20;

    @Test
    void growsWithTheSizesUpToABound() {
        long small = EncodingMemory.of(100_000, 100_000, 2, true, false);
        long medium = EncodingMemory.of(10 * MIB, 10 * MIB, 2, true, false);
        long large = EncodingMemory.of(5L << 30, 5L << 30, 2, true, false);
        assertThat(small).isLessThan(16 * MIB);
        assertThat(medium).isBetween(90 * MIB, 120 * MIB);
        assertThat(large).isBetween(medium, 120 * MIB);
    }

    @Test
    void whatIsNotSearchedTakesLess() {
        long searched = EncodingMemory.of(100 * MIB, 100 * MIB, 1, false, false);
        assertThat(EncodingMemory.of(100 * MIB, 100 * MIB, 1, false, true)).isLessThan(searched);
        assertThat(EncodingMemory.of(0, 100 * MIB, 1, true, false)).isLessThan(searched);
    }
}
