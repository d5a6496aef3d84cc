package io.deltaglider.delta.entropy;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.Random;

class CoderTest {
    private static final int SLOTS = 4 * Coder.NUMBER_SLOTS;

    /** The same calls for both ways; answers what came out. */
    private static long[] run(Coder coder, long seed, int count, boolean given) {
        Random random = new Random(seed);
        Contexts contexts = new Contexts(SLOTS);
        long[] values = new long[count];
        for (int i = 0; i < count; i++) {
            int kind = random.nextInt(5);
            int skew = random.nextInt(1, 63);
            long value = random.nextLong() >>> skew;
            boolean rare = random.nextInt(100) == 0;
            values[i] =
                    switch (kind) {
                        case 0 -> coder.bit(contexts, 0, given && rare ? 1 : 0);
                        case 1 -> {
                            int bits = 1 + random.nextInt(32);
                            yield coder.raw(bits, given ? value & (1L << bits) - 1 : 0);
                        }
                        case 2 -> coder.symbol(contexts, 2, 5, given ? (int) value & 31 : 0);
                        case 3 ->
                                coder.number(contexts, Coder.NUMBER_SLOTS, given ? value >>> 1 : 0);
                        default ->
                                coder.signed(
                                        contexts,
                                        2 * Coder.NUMBER_SLOTS,
                                        given ? (rare ? -1 : 1) * (value >>> 2) : 0);
                    };
        }
        return values;
    }

    @Property(tries = 300)
    void decodesWhatWasEncoded(@ForAll long seed, @ForAll @IntRange(max = 2000) int count) {
        Encoder encoder = new Encoder();
        long[] values = run(encoder, seed, count, true);
        byte[] bytes = encoder.finish();
        assertThat(run(new Decoder(bytes, 0, bytes.length), seed, count, false)).isEqualTo(values);
    }

    @Property(tries = 300)
    void bitsThatAreOneAreReadInRunsOrOneByOne(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 400) int rarity) {
        Random random = new Random(seed);
        Encoder encoder = new Encoder();
        Contexts written = new Contexts(2);
        int[] bits = new int[3000];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = random.nextInt(rarity) == 0 ? 0 : 1;
            encoder.bit(written, i & 1, bits[i]);
            encoder.bit(written, 1, bits[i]);
        }
        byte[] bytes = encoder.finish();
        Decoder decoder = new Decoder(bytes, 0, bytes.length);
        Contexts read = new Contexts(2);
        for (int i = 0; i < bits.length; i++) {
            assertThat(decoder.ones(read, i & 1, 1, 0)).isEqualTo(bits[i]);
            assertThat(decoder.bit(read, 1, 0)).isEqualTo(bits[i]);
        }

        encoder.clear();
        Contexts again = new Contexts(1);
        for (int bit : bits) {
            encoder.bit(again, 0, bit);
        }
        bytes = encoder.finish();
        decoder = new Decoder(bytes, 0, bytes.length);
        read = new Contexts(1);
        for (int i = 0; i < bits.length; ) {
            int most = Math.min(random.nextInt(1, 100), bits.length - i);
            int ones = 0;
            while (ones < most && bits[i + ones] == 1) {
                ones++;
            }
            assertThat(decoder.ones(read, 0, most, 0)).isEqualTo(ones);
            i += ones < most ? ones + 1 : ones;
        }

        Encoder inRuns = new Encoder();
        again = new Contexts(1);
        for (int i = 0; i < bits.length; ) {
            int ones = 0;
            while (i + ones < bits.length && bits[i + ones] == 1) {
                ones++;
            }
            int most = i + ones < bits.length ? ones + 1 : ones;
            assertThat(inRuns.ones(again, 0, most, ones)).isEqualTo(ones);
            i += most;
        }
        assertThat(inRuns.finish()).isEqualTo(bytes);
    }

    @Property(tries = 100)
    void anEncoderBeginsAnew(@ForAll long seed) {
        Encoder encoder = new Encoder();
        run(encoder, seed, 500, true);
        byte[] first = encoder.finish();
        encoder.clear();
        run(encoder, seed, 500, true);
        assertThat(encoder.finish()).isEqualTo(first);
    }

    @Test
    void whatIsAlwaysTheSameCostsNearlyNothing() {
        for (int bit = 0; bit < 2; bit++) {
            Encoder encoder = new Encoder();
            Contexts contexts = new Contexts(1);
            for (int i = 0; i < 1_000_000; i++) {
                encoder.bit(contexts, 0, bit);
            }
            // 1/2000 of a bit each would be 63 bytes.
            assertThat(encoder.finish()).hasSizeLessThan(40);
        }
    }

    @Test
    void theCostIsAboutTheLength() {
        Encoder encoder = new Encoder();
        run(encoder, 3, 5000, true);
        long cost = encoder.cost();
        assertThat(encoder.finish().length * 8L).isBetween(cost - cost / 50 - 64, cost + 64);
    }

    /** Found by fuzzing: what was left of a number too large became negative some numbers later. */
    @Test
    void bytesOfNoNumberDecodeToNumbersInRange() {
        byte[] bytes = new byte[16];
        Arrays.fill(bytes, (byte) 0xFF);
        bytes[0] = (byte) 0x96;
        bytes[1] = 0x01;
        bytes[2] = (byte) 0xF1;
        anyBytesDecodeToNumbersInRange(bytes);
        Arrays.fill(bytes, (byte) 0xFF);
        anyBytesDecodeToNumbersInRange(bytes);
    }

    @FuzzTest
    void anyBytesDecodeToNumbersInRange(byte[] bytes) {
        Decoder decoder = new Decoder(bytes, 0, bytes.length);
        Contexts contexts = new Contexts(SLOTS);
        for (int i = 0; i < 200; i++) {
            assertThat(decoder.bit(contexts, 0, 0)).isBetween(0, 1);
            assertThat(decoder.raw(32, 0)).isBetween(0L, (1L << 32) - 1);
            assertThat(decoder.symbol(contexts, 2, 5, 0)).isBetween(0, 31);
            assertThat(decoder.number(contexts, Coder.NUMBER_SLOTS, 0))
                    .isBetween(0L, Long.MAX_VALUE);
            assertThat(decoder.signed(contexts, 2 * Coder.NUMBER_SLOTS, 0))
                    .isBetween(-(1L << 62), 1L << 62);
        }
    }
}
