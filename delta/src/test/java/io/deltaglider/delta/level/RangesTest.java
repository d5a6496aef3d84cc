package io.deltaglider.delta.level;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RangesTest {
    @Test
    void rangesAreFoundByPosition() {
        Ranges ranges = new Ranges();
        for (int i = 0; i < 100; i++) {
            ranges.add(10 * i, 10 * i + 5);
        }
        assertThat(ranges.count()).isEqualTo(100);
        assertThat(ranges.firstEndingAfter(0)).isZero();
        assertThat(ranges.firstEndingAfter(4)).isZero();
        assertThat(ranges.firstEndingAfter(5)).isEqualTo(1);
        assertThat(ranges.firstEndingAfter(994)).isEqualTo(99);
        assertThat(ranges.firstEndingAfter(995)).isEqualTo(100);
        ranges.clear();
        assertThat(ranges.firstEndingAfter(0)).isZero();
    }

    @Test
    void rangesOutOfOrderAreRefused() {
        Ranges ranges = new Ranges();
        ranges.add(5, 6);
        ranges.add(6, 9);
        assertThatThrownBy(() -> ranges.add(8, 10)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ranges.add(9, 9)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Ranges.none().add(0, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
