package io.deltaglider.delta.predict;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Random;

/** The search that goes by way of other chains finds what zlib's step by step finds, whatever the content. */
class MatchChainsTest {
    private static final int LENGTH = 60_000;

    private enum Kind {
        FEW_SYMBOLS,
        WORDS,
        RUNS,
        PERIODS,
        NOISE
    }

    /** Content with matches of all lengths, near and far. */
    private static byte[] content(Kind kind, Random random) {
        byte[] bytes = new byte[LENGTH];
        int at = 0;
        while (at < LENGTH) {
            int copied = 0;
            int from = 0;
            if (at > 0 && random.nextInt(4) > 0) {
                int far = 1 + random.nextInt(Math.min(at, 1 << (1 + random.nextInt(15))));
                copied = 3 + random.nextInt(1 << random.nextInt(10));
                from = at - far;
            }
            switch (kind) {
                case FEW_SYMBOLS -> bytes[at++] = (byte) ('a' + random.nextInt(3));
                case NOISE -> bytes[at++] = (byte) random.nextInt();
                case RUNS -> {
                    byte value = (byte) random.nextInt(4);
                    for (int n = random.nextInt(300); n > 0 && at < LENGTH; n--) {
                        bytes[at++] = value;
                    }
                }
                case PERIODS -> {
                    int period = 1 + random.nextInt(9);
                    for (int n = random.nextInt(900); n > 0 && at < LENGTH; n--) {
                        bytes[at] = at < period ? (byte) at : bytes[at - period];
                        at++;
                    }
                    if (at < LENGTH) {
                        bytes[at++] = (byte) random.nextInt(5);
                    }
                }
                case WORDS -> {
                    int word = random.nextInt(200);
                    for (int n = 2 + word % 7; n > 0 && at < LENGTH; n--) {
                        bytes[at++] = (byte) ('a' + word * n % 23);
                    }
                    if (at < LENGTH) {
                        bytes[at++] = ' ';
                    }
                }
            }
            for (int n = copied; n > 0 && at < LENGTH; n--) {
                bytes[at++] = bytes[from++];
            }
        }
        return bytes;
    }

    @ParameterizedTest
    @EnumSource(
            value = PrefixHash.class,
            names = {"ROLLING", "CRC_OF_FOUR", "CRC_OF_THREE", "PRODUCT_OF_FOUR"})
    void findsWhatStepByStepIsFound(PrefixHash hash) {
        Random random = new Random(hash.name().length());
        int[] steps = {1, 9, 32, 128, 1024, 4096};
        int[] nices = {8, 32, 128, 258};
        long longer = 0;
        for (int round = 0; round < 20; round++) {
            byte[] content = content(Kind.values()[round % Kind.values().length], random);
            int windowBits = 9 + random.nextInt(7);
            int hashBits = 8 + random.nextInt(9);
            MatchChains steadily = new MatchChains(hash, hashBits, windowBits, false);
            MatchChains quickly = new MatchChains(hash, hashBits, windowBits, true);
            ContentWindow window = new ContentWindow(LENGTH);
            window.append(content, 0, LENGTH, 0);
            long start = random.nextInt(3) == 0 ? random.nextInt(LENGTH / 2) : 0;
            steadily.restart(start, Long.MAX_VALUE);
            quickly.restart(start, Long.MAX_VALUE);
            int step = steps[random.nextInt(steps.length)];
            int nice = nices[random.nextInt(nices.length)];
            for (int at = (int) start; at < LENGTH; at += 1 + random.nextInt(3)) {
                int longerThan = random.nextBoolean() ? 2 : 2 + random.nextInt(12);
                int expected = steadily.search(window, at, LENGTH, longerThan, step, nice);
                int found = quickly.search(window, at, LENGTH, longerThan, step, nice);
                assertThat(found).as("length at %d, round %d", at, round).isEqualTo(expected);
                if (expected > 0) {
                    assertThat(quickly.foundDistance())
                            .as("distance at %d, round %d", at, round)
                            .isEqualTo(steadily.foundDistance());
                    longer += expected > longerThan + 3 ? 1 : 0;
                }
            }
        }
        assertThat(longer).isGreaterThan(10_000);
    }
}
