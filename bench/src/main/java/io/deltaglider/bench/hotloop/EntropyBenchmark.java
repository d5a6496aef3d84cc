package io.deltaglider.bench.hotloop;

import io.deltaglider.delta.entropy.Contexts;
import io.deltaglider.delta.entropy.Decoder;
import io.deltaglider.delta.entropy.Encoder;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.util.BitSet;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** The range coder of the recipes, on bits of which one in twelve is set. Scores are millions of bits in a second. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@OperationsPerInvocation(EntropyBenchmark.BITS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class EntropyBenchmark {
    static final int BITS = 1_000_000;
    private static final int SLOTS = 64;

    private final BitSet bits = new BitSet(BITS);
    private byte[] coded = {};

    @Setup
    public void prepare() {
        Random random = new Random(3);
        for (int i = 0; i < BITS; i++) {
            bits.set(i, random.nextInt(12) == 0);
        }
        coded = encode();
    }

    @Benchmark
    public byte[] encode() {
        Encoder encoder = new Encoder();
        Contexts contexts = new Contexts(SLOTS);
        for (int i = 0; i < BITS; i++) {
            encoder.bit(contexts, i & SLOTS - 1, bits.get(i) ? 1 : 0);
        }
        return encoder.finish();
    }

    /** How many bits are set. */
    @Benchmark
    public int decode() {
        Decoder decoder = new Decoder(coded, 0, coded.length);
        Contexts contexts = new Contexts(SLOTS);
        int set = 0;
        for (int i = 0; i < BITS; i++) {
            set += decoder.bit(contexts, i & SLOTS - 1, 0);
        }
        return set;
    }

    /** How many bits are set in what was coded. */
    int expected() {
        return bits.cardinality();
    }
}
