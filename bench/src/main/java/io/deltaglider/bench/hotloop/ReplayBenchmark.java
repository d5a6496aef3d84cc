package io.deltaglider.bench.hotloop;

import io.deltaglider.bench.hotloop.Versions.Run;
import io.deltaglider.delta.Content;
import io.deltaglider.delta.deflate.DeflateReader;
import io.deltaglider.delta.entropy.Coder;
import io.deltaglider.delta.entropy.Decoder;
import io.deltaglider.delta.entropy.Encoder;
import io.deltaglider.delta.predict.CompressorId;
import io.deltaglider.delta.replay.Recipe;
import io.deltaglider.delta.replay.RecipeContexts;
import io.deltaglider.delta.replay.ReferenceTokens;
import io.deltaglider.delta.replay.StreamRecipe;

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

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Recipes of deflate streams: making them, and the streams from them. Scores are MB of content in a second. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@OperationsPerInvocation(Versions.LENGTH)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class ReplayBenchmark {
    private static final CompressorId MODEL = CompressorId.of(CompressorId.Family.ZLIB, 6);

    private final Versions versions = Versions.make();
    private final byte[] olderPacked = Versions.deflate(versions.older());
    private final byte[] newerPacked = Versions.deflate(versions.newer());
    private final List<Run> alone = List.of(new Run(0, Versions.LENGTH, -1));
    private final List<Run> unchanged = List.of(new Run(0, Versions.LENGTH, 0));
    private ReferenceTokens sameTokens = ReferenceTokens.NONE;
    private ReferenceTokens tokens = ReferenceTokens.NONE;
    private byte[] tiedRecipe = {};
    private byte[] unchangedRecipe = {};
    private byte[] modelRecipe = {};
    private long replayed;

    @Setup
    public void prepare() throws IOException {
        tokens = Versions.tokens(olderPacked);
        sameTokens = Versions.tokens(newerPacked);
        tiedRecipe = write(versions.runs(), tokens);
        unchangedRecipe = write(unchanged, sameTokens);
        modelRecipe = write(alone, ReferenceTokens.NONE);
    }

    /** The recipe of the newer stream, from the tokens of the older one and a model where they end. */
    @Benchmark
    public byte[] writeFromReference() throws IOException {
        return write(versions.runs(), tokens);
    }

    /** The newer stream made from the tokens of the older one. */
    @Benchmark
    public long replayFromReference() throws IOException {
        return replay(tiedRecipe, versions.runs(), tokens);
    }

    /** A stream made from its own tokens: the speed where nothing changed. */
    @Benchmark
    public long replayUnchanged() throws IOException {
        return replay(unchangedRecipe, unchanged, sameTokens);
    }

    /** The recipe of a stream from a model of its compressor alone. */
    @Benchmark
    public byte[] writeFromModel() throws IOException {
        return write(alone, ReferenceTokens.NONE);
    }

    /** A stream made from a model of its compressor alone. */
    @Benchmark
    public long replayFromModel() throws IOException {
        return replay(modelRecipe, alone, ReferenceTokens.NONE);
    }

    /** Bytes of the stream that the replays have to make. */
    int packedLength() {
        return newerPacked.length;
    }

    private byte[] write(List<Run> runs, ReferenceTokens from) throws IOException {
        Encoder encoder = new Encoder();
        DeflateReader stream = new DeflateReader(Content.of(newerPacked), 0, newerPacked.length);
        push(
                StreamRecipe.write(
                        encoder, new RecipeContexts(), Versions.LENGTH, from, MODEL, stream),
                encoder,
                runs);
        return encoder.finish();
    }

    private long replay(byte[] recipe, List<Run> runs, ReferenceTokens from) throws IOException {
        replayed = 0;
        Decoder decoder = new Decoder(recipe, 0, recipe.length);
        push(
                Recipe.replay(
                        decoder,
                        new RecipeContexts(),
                        Versions.LENGTH,
                        from,
                        (bytes, start, length) -> replayed += length),
                decoder,
                runs);
        return replayed;
    }

    private void push(Recipe recipe, Coder coder, List<Run> runs) throws IOException {
        for (Run run : runs) {
            recipe.push(coder, versions.newer(), run.start(), run.length(), run.address());
        }
    }
}
