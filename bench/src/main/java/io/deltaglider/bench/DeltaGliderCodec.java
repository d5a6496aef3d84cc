package io.deltaglider.bench;

import io.deltaglider.delta.DeltaFiles;
import io.deltaglider.delta.Effort;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Ours, called in this process as the engine calls it: digests, encoding and the verification by decoding are all paid for. */
final class DeltaGliderCodec implements Codec {
    @Override
    public String name() {
        return "deltaglider";
    }

    @Override
    public void encode(Path reference, Path target, Path delta) throws IOException {
        DeltaFiles.encode(Optional.of(reference), target, delta, Effort.BALANCED);
    }

    @Override
    public void decode(Path reference, Path delta, Path target) throws IOException {
        DeltaFiles.decode(Optional.of(reference), delta, target);
    }
}
