package io.deltaglider.delta.predict;

import io.deltaglider.delta.predict.CompressorId.Family;
import io.deltaglider.delta.predict.CompressorId.Strategy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** A stream made by a real compressor: see {@code src/test/fixtures/make-deflate}. */
record Fixture(String name, Path file) {
    static List<Fixture> all() {
        try {
            Path folder =
                    Path.of(Objects.requireNonNull(Fixture.class.getResource("/deflate")).toURI());
            try (Stream<Path> files = Files.list(folder)) {
                return files.map(f -> new Fixture(String.valueOf(f.getFileName()), f))
                        .sorted((a, b) -> a.name.compareTo(b.name))
                        .toList();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Those of which we have a model. */
    static List<Fixture> modelled() {
        return all().stream().filter(Fixture::isModelled).toList();
    }

    boolean isModelled() {
        return !name.startsWith("7z")
                && !name.startsWith("zopfli")
                && !name.startsWith("libdeflate-12");
    }

    byte[] bytes() {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ParsedStream parsed() {
        return new ParsedStream(bytes(), 0);
    }

    /** The compressor that made it. */
    CompressorId id() {
        String[] parts = name.substring(0, name.indexOf('.')).split("-", -1);
        int level = parts[1].equals("huffman") ? 0 : Integer.parseInt(parts[1]);
        String more = parts.length > 2 ? parts[2] : "";
        return switch (parts[0]) {
            case "gzip", "zip" -> CompressorId.of(Family.GZIP, level);
            case "node" -> CompressorId.of(Family.CHROMIUM, level);
            case "libdeflate" -> CompressorId.of(Family.LIBDEFLATE, level);
            case "go" -> CompressorId.of(Family.GO, level);
            case "pigz" ->
                    CompressorId.of(Family.ZLIB, level)
                            .inChunks(more.equals("b32") ? 32 << 10 : 128 << 10, more.equals("i"));
            default ->
                    switch (more) {
                        case "m1" -> CompressorId.zlib(level, 1, Strategy.DEFAULT);
                        case "m9" -> CompressorId.zlib(level, 9, Strategy.DEFAULT);
                        case "w9", "w12" ->
                                new CompressorId(
                                        Family.ZLIB,
                                        level,
                                        8,
                                        Integer.parseInt(more.substring(1)),
                                        Strategy.DEFAULT,
                                        0,
                                        false);
                        case "" -> CompressorId.of(Family.ZLIB, level);
                        default -> CompressorId.zlib(level, 8, strategy(more));
                    };
        };
    }

    private static Strategy strategy(String name) {
        return switch (name) {
            case "filtered" -> Strategy.FILTERED;
            case "literals" -> Strategy.LITERALS;
            case "runs" -> Strategy.RUNS;
            case "fixed" -> Strategy.FIXED;
            default -> throw new IllegalArgumentException(name);
        };
    }

    @Override
    public String toString() {
        return name;
    }
}
