package io.deltaglider.delta.mixing;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.Random;

class MixingTest {
    private static byte[] written(BitCoder coder) {
        coder.finish();
        return Arrays.copyOf(coder.array(), coder.length());
    }

    /** What the models of a level use, in turn; returns the numbers coded, then their lowest bytes. */
    private static long[] code(BitCoder coder, long[] numbers) {
        Bits bits = new Bits(4);
        Numbers coded = new Numbers(3);
        Mixer mixer = new Mixer(1, 2, 6, 10);
        mixer.reset(8);
        Mixer flags = new Mixer(0, 1, 6, 6);
        flags.reset(8);
        long[] result = new long[2 * numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            long n = numbers[i];
            int before = i == 0 ? 0 : (int) result[i - 1];
            for (int j = 0; j < Mixer.INPUTS; j++) {
                mixer.context(j, before >>> j);
                flags.context(j, before >>> j);
            }
            mixer.expect(Mixer.INPUTS - 1, before, i % Mixer.STRENGTHS);
            long value = coded.signed(coder, n >> 2, i % 3);
            int low = bits.code(coder, (int) n & 1, i % 4);
            int flag = flags.bit(coder, (int) (n >> 1) & 1, 0);
            int symbol = mixer.symbol(coder, (int) n & 0xFF, i % 2);
            result[i] = value << 2 | flag << 1 | low;
            result[numbers.length + i] = symbol;
        }
        return result;
    }

    @Property(tries = 200)
    void whatWasWrittenIsReadAndUsesAllBytes(@ForAll long[] numbers) {
        BitCoder writer = BitCoder.writer();
        long[] coded = code(writer, numbers);
        byte[] bytes = written(writer);
        BitCoder reader = BitCoder.reader(bytes, 0, bytes.length);
        assertThat(code(reader, new long[numbers.length])).isEqualTo(coded).startsWith(numbers);
        assertThat(reader.isAtEnd()).isTrue();
    }

    @Property(tries = 100)
    void anyBytesAreReadWithoutAnError(@ForAll byte[] bytes) {
        BitCoder reader = BitCoder.reader(bytes, 0, bytes.length);
        long[] read = code(reader, new long[200]);
        assertThat(read).hasSize(400);
    }

    /** What is certain costs less than a hundredth of a bit; what is not, hardly more than it must. */
    @Test
    void bitsCostWhatTheyShould() {
        Random random = new Random(1);
        BitCoder certain = BitCoder.writer();
        BitCoder uncertain = BitCoder.writer();
        Mixer mixer = new Mixer(0, 1, 6, 10);
        mixer.reset(12);
        Mixer other = new Mixer(0, 1, 6, 10);
        other.reset(12);
        for (int i = 0; i < 100_000; i++) {
            mixer.bit(certain, 1, 0);
            other.bit(uncertain, random.nextInt(2), 0);
        }
        assertThat(written(certain).length).isLessThan(100_000 / 8 / 100);
        assertThat(written(uncertain).length).isBetween(100_000 / 8 - 50, 100_000 / 8 * 107 / 100);
    }

    /** A byte that follows from the one before costs little, although all 256 are equally frequent. */
    @Test
    void contextsPredict() {
        Random random = new Random(2);
        BitCoder coder = BitCoder.writer();
        Mixer mixer = new Mixer(1, 1, 6, 10);
        mixer.reset(16);
        int before = 0;
        for (int i = 0; i < 20_000; i++) {
            mixer.context(0, before);
            int symbol = i % 2 == 0 ? random.nextInt(256) : before * 167 + 13 & 0xFF;
            mixer.symbol(coder, symbol, 0);
            before = symbol;
        }
        assertThat(written(coder).length).isBetween(10_000, 15_500);
    }

    /** The numbers that the logistic tables hold are part of the format: another table could not read what was written. */
    @Test
    void theLogisticTablesStayAsTheyAre() {
        int sum = 0;
        for (int x = -Logistic.LIMIT; x <= Logistic.LIMIT; x++) {
            sum = 31 * sum + Logistic.squash(x);
        }
        for (int p = 0; p < 4096; p++) {
            sum = 31 * sum + Logistic.stretch(p);
        }
        assertThat(Logistic.squash(0)).isEqualTo(32768);
        assertThat(Logistic.stretch(2048)).isZero();
        assertThat(Logistic.squash(99_999)).isEqualTo(Logistic.squash(Logistic.LIMIT));
        assertThat(sum).isEqualTo(SUM);
    }

    private static final int SUM = -1226274843;
}
