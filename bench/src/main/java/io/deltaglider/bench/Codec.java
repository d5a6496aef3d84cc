package io.deltaglider.bench;

import java.io.IOException;
import java.nio.file.Path;

/** A delta tool under comparison: both directions write a file, so that each pays for the same work. */
interface Codec {
    /** As a column's heading. */
    String name();

    /** Whether it can be run on this machine. */
    boolean installed() throws InterruptedException;

    /** Whether its first run is slower because it works in this process, whose compiler has not seen it yet. */
    boolean warmsUp();

    Usage encode(Path reference, Path target, Path delta) throws IOException, InterruptedException;

    Usage decode(Path reference, Path delta, Path target) throws IOException, InterruptedException;
}
