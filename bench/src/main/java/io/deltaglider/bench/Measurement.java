package io.deltaglider.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Sizes and median times of one codec on one pair. Every decoded file is compared with the target. */
final class Measurement {
    private final Codec codec;
    private final Pair pair;
    private final List<Long> encodeNanos = new ArrayList<>();
    private final List<Long> decodeNanos = new ArrayList<>();
    private long deltaBytes;

    Measurement(Codec codec, Pair pair) {
        this.codec = codec;
        this.pair = pair;
    }

    /** One run; the first of a measurement is its warm-up and does not count. */
    void run(Path folder, boolean counts) throws IOException, InterruptedException {
        Path delta = folder.resolve("delta");
        Path rebuilt = folder.resolve("rebuilt");
        long start = System.nanoTime();
        codec.encode(pair.reference(), pair.target(), delta);
        long encoded = System.nanoTime();
        codec.decode(pair.reference(), delta, rebuilt);
        long decoded = System.nanoTime();
        if (Files.mismatch(pair.target(), rebuilt) != -1) {
            throw new IOException(codec.name() + " did not give back " + pair.target());
        }
        deltaBytes = Files.size(delta);
        if (counts) {
            encodeNanos.add(encoded - start);
            decodeNanos.add(decoded - encoded);
        }
    }

    long deltaBytes() {
        return deltaBytes;
    }

    double encodeSeconds() {
        return medianSeconds(encodeNanos);
    }

    double decodeSeconds() {
        return medianSeconds(decodeNanos);
    }

    private static double medianSeconds(List<Long> nanos) {
        List<Long> sorted = nanos.stream().sorted().toList();
        return sorted.get(sorted.size() / 2) / 1e9;
    }
}
