package io.deltaglider.cli.demo;

/**
 * What became of one file.
 *
 * @param size bytes
 * @param stored bytes by which the store grew, the reference included where one was made
 * @param storeNanos time to store it
 * @param readNanos time to read it back
 * @param exact whether the same bytes came back
 */
public record DemoRow(
        DemoFile file, long size, long stored, long storeNanos, long readNanos, boolean exact) {}
