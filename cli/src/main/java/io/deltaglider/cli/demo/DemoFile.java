package io.deltaglider.cli.demo;

import java.nio.file.Path;

/**
 * A file that the demo will store.
 *
 * @param product what it is a version of, for the totals; empty when nothing is known
 * @param key under which it is stored
 */
public record DemoFile(Path file, String product, String key) {}
