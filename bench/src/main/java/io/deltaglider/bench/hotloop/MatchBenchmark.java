package io.deltaglider.bench.hotloop;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.Effort;
import io.deltaglider.delta.level.Covers;
import io.deltaglider.delta.level.PagedReference;
import io.deltaglider.delta.level.Ranges;
import io.deltaglider.delta.match.GapMatcher;
import io.deltaglider.delta.match.Matcher;
import io.deltaglider.delta.match.SharedIndex;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.io.IOException;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Finding what of a target the reference has. Scores are MB of target in a second. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@OperationsPerInvocation(Versions.LENGTH)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class MatchBenchmark {
    private final Versions versions = Versions.make();
    private final Content reference = Content.of(versions.older());
    private final SharedIndex index = new SharedIndex(reference);
    private final PagedReference pages = new PagedReference(reference);
    private final Matcher matcher = new Matcher(pages, index);
    private final GapMatcher gaps = new GapMatcher(pages, Effort.BALANCED);
    private final byte[] unrelated = new byte[Versions.LENGTH];
    private final Covers covers = new Covers();

    public MatchBenchmark() {
        new Random(7).nextBytes(unrelated);
    }

    /** An edited version, with an index that is there already. */
    @Benchmark
    public int edited() throws IOException {
        matcher.match(versions.newer(), Versions.LENGTH, 0, covers);
        return covers.count();
    }

    /** The same, with the gaps matched finely afterwards. */
    @Benchmark
    public int editedFinely() throws IOException {
        matcher.match(versions.newer(), Versions.LENGTH, 0, covers);
        gaps.refine(versions.newer(), Versions.LENGTH, 0, Ranges.none(), covers);
        return covers.count();
    }

    /** Bytes that have nothing to do with the reference. */
    @Benchmark
    public int unrelated() throws IOException {
        matcher.match(unrelated, Versions.LENGTH, 0, covers);
        return covers.count();
    }

    /** An edited version, its index built first. */
    @Benchmark
    public int editedWithIndex() throws IOException {
        new Matcher(pages, new SharedIndex(reference))
                .match(versions.newer(), Versions.LENGTH, 0, covers);
        return covers.count();
    }
}
