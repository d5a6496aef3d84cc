package io.deltaglider.bench;

import java.io.IOException;
import java.nio.file.Path;

/** A delta tool under comparison: both directions write a file, so that each pays for the same work. */
interface Codec {
    String name();

    void encode(Path reference, Path target, Path delta) throws IOException, InterruptedException;

    void decode(Path reference, Path delta, Path target) throws IOException, InterruptedException;
}
