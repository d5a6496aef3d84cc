package io.deltaglider.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.SplittableRandom;

class SampleTest {
    @Test
    void eachHasTheSameChance() {
        int[] chosen = new int[10];
        SplittableRandom random = new SplittableRandom(1);
        for (int round = 0; round < 10_000; round++) {
            Sample<Integer> sample = new Sample<>(3, random);
            for (int i = 0; i < chosen.length; i++) {
                sample.add(i);
            }
            assertThat(sample.chosen()).hasSize(3).isSorted().doesNotHaveDuplicates();
            sample.chosen().forEach(i -> chosen[i]++);
        }
        for (int times : chosen) {
            assertThat(times).isBetween(2800, 3200);
        }
    }

    @Test
    void fewerThanWantedAreAll() {
        Sample<String> sample = new Sample<>(5, new SplittableRandom(1));
        sample.add("b");
        sample.add("a");
        assertThat(sample.chosen()).containsExactly("a", "b");
        assertThat(sample.seen()).isEqualTo(2);
    }
}
