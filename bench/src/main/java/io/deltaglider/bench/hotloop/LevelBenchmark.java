package io.deltaglider.bench.hotloop;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.DeltaEncoder;
import io.deltaglider.delta.DeltaFile;
import io.deltaglider.delta.DeltaHeader;
import io.deltaglider.delta.DeltaHeader.ReferenceId;
import io.deltaglider.delta.Effort;

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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Whole delta files of plain content, nothing of which is opened: matching, the coding of levels, and for reading the
 * SHA-256 of the target. Scores are MB of target in a second.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@OperationsPerInvocation(Versions.LENGTH)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class LevelBenchmark {
    private final Versions versions = Versions.make();
    private final Content reference = Content.of(versions.older());
    private final Content target = Content.of(versions.newer());
    private final DeltaHeader header =
            new DeltaHeader(
                    Versions.LENGTH,
                    sha256(versions.newer()),
                    "",
                    "",
                    "",
                    Optional.of(new ReferenceId(sha256(versions.older()), Versions.LENGTH, "")));
    private byte[] delta = {};

    @Setup
    public void prepare() throws IOException {
        delta = write(Effort.BALANCED);
    }

    /** Writing, with levels coded by models. */
    @Benchmark
    public byte[] writeBalanced() throws IOException {
        return write(Effort.BALANCED);
    }

    /** Writing with the least effort. */
    @Benchmark
    public byte[] writeFast() throws IOException {
        return write(Effort.FAST);
    }

    /** Reading. */
    @Benchmark
    public long read() throws IOException {
        try (DeltaFile file = DeltaFile.open(Content.of(delta));
                InputStream in = file.target(reference)) {
            return in.transferTo(OutputStream.nullOutputStream());
        }
    }

    private byte[] write(Effort effort) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new DeltaEncoder(effort).encode(reference, target, header, Long.MAX_VALUE, out);
        return out.toByteArray();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
