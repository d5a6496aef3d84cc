package io.deltaglider.bench;

import io.deltaglider.delta.DeltaFiles;
import io.deltaglider.delta.Effort;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Ours, called in this process as the engine calls it: digests, encoding and the verification by decoding are all paid for. */
final class WarmDeltaGlider implements Codec {
    @Override
    public String name() {
        return "DeltaGlider";
    }

    @Override
    public boolean installed() {
        return true;
    }

    @Override
    public boolean warmsUp() {
        return true;
    }

    @Override
    public Usage encode(Path reference, Path target, Path delta) throws IOException {
        long start = System.nanoTime();
        DeltaFiles.encode(Optional.of(reference), target, delta, Effort.BALANCED);
        return Usage.since(start);
    }

    @Override
    public Usage decode(Path reference, Path delta, Path target) throws IOException {
        long start = System.nanoTime();
        DeltaFiles.decode(Optional.of(reference), delta, target);
        return Usage.since(start);
    }
}
