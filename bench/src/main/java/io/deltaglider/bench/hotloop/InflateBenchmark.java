package io.deltaglider.bench.hotloop;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.deflate.DeflateReader;
import io.deltaglider.delta.deflate.InflatingReader;
import io.deltaglider.delta.deflate.Token;

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
import java.util.concurrent.TimeUnit;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Reading deflate streams. Scores are MB of content in a second. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@OperationsPerInvocation(Versions.LENGTH)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class InflateBenchmark {
    private final byte[] packed = Versions.deflate(Versions.make().older());
    private final byte[] into = new byte[1 << 16];

    /** The whole content. */
    @Benchmark
    public long inflate() throws IOException {
        InflatingReader reader = new InflatingReader(Content.of(packed), 0, packed.length, null);
        long total = 0;
        int n = 0;
        while (n >= 0) {
            total += n;
            n = reader.read(into, 0, into.length);
        }
        return total;
    }

    /** The tokens alone. */
    @Benchmark
    public long tokens() throws IOException {
        DeflateReader reader = new DeflateReader(Content.of(packed), 0, packed.length);
        long total = 0;
        while (reader.nextBlock()) {
            int token = reader.nextToken();
            while (token != Token.END_OF_BLOCK) {
                total += Token.length(token);
                token = reader.nextToken();
            }
        }
        return total;
    }

    /** The platform's zlib on the same stream, to compare with. */
    @Benchmark
    public long platformInflater() throws DataFormatException {
        try (Inflater inflater = new Inflater(true)) {
            inflater.setInput(packed);
            long total = 0;
            while (!inflater.finished()) {
                total += inflater.inflate(into);
            }
            return total;
        }
    }
}
