package io.deltaglider.bench.hotloop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Every benchmark does what it says, once: a loop that measures the wrong thing is worse than none. */
class HotLoopsTest {
    @Test
    void allInflatersGiveTheWholeContent() throws Exception {
        InflateBenchmark benchmark = new InflateBenchmark();
        assertThat(benchmark.tokens()).isEqualTo(Versions.LENGTH);
        assertThat(benchmark.inflate()).isEqualTo(Versions.LENGTH);
        assertThat(benchmark.platformInflater()).isEqualTo(Versions.LENGTH);
    }

    @Test
    void streamsAreReplayedFromReferenceAndFromModel() throws Exception {
        ReplayBenchmark benchmark = new ReplayBenchmark();
        benchmark.prepare();
        int packed = benchmark.packedLength();
        assertThat(benchmark.replayFromReference()).isEqualTo(packed);
        assertThat(benchmark.replayUnchanged()).isEqualTo(packed);
        assertThat(benchmark.replayFromModel()).isEqualTo(packed);
        assertThat(benchmark.writeFromReference().length).isBetween(1, packed / 50);
        assertThat(benchmark.writeFromModel().length).isBetween(1, packed / 500);
    }

    @Test
    void matchesAreFoundWhereThereAreAny() throws Exception {
        MatchBenchmark benchmark = new MatchBenchmark();
        int edited = benchmark.edited();
        assertThat(edited).isGreaterThan(100);
        assertThat(benchmark.editedWithIndex()).isEqualTo(edited);
        assertThat(benchmark.editedFinely()).isGreaterThan(edited);
        assertThat(benchmark.unrelated()).isZero();
    }

    @Test
    void deltasOfPlainContentAreWrittenAndRead() throws Exception {
        LevelBenchmark benchmark = new LevelBenchmark();
        benchmark.prepare();
        assertThat(benchmark.read()).isEqualTo(Versions.LENGTH);
        assertThat(benchmark.writeBalanced().length).isLessThan(Versions.LENGTH / 50);
        assertThat(benchmark.writeFast().length).isLessThan(Versions.LENGTH / 20);
    }

    @Test
    void bitsAreCodedAndDecoded() {
        EntropyBenchmark benchmark = new EntropyBenchmark();
        benchmark.prepare();
        assertThat(benchmark.encode().length).isBetween(1, EntropyBenchmark.BITS / 16);
        assertThat(benchmark.decode()).isEqualTo(benchmark.expected());
    }

    @Test
    void theVersionsAreTheSameEveryTimeAndCoverTheNewerOne() {
        Versions versions = Versions.make();
        assertThat(Versions.make().newer()).isEqualTo(versions.newer());
        int at = 0;
        for (Versions.Run run : versions.runs()) {
            assertThat(run.start()).isEqualTo(at);
            at += run.length();
        }
        assertThat(at).isEqualTo(Versions.LENGTH);
    }
}
