package io.deltaglider.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** Two consecutive releases of one product: the second is encoded against the first. */
record Pair(String family, Path reference, Path target) {
    /** The pairs of {@code pairs.tsv}, with the files that {@code bench/fetch-corpus} brought into {@code corpus}. */
    static List<Pair> all(Path corpus) {
        try (var in =
                        Objects.requireNonNull(
                                Pair.class.getResourceAsStream("pairs.tsv"), "pairs.tsv");
                var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return lines.lines().map(line -> parse(line, corpus)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Pair parse(String line, Path corpus) {
        List<String> fields = List.of(line.split("\t", -1));
        Path folder = corpus.resolve(fields.get(0));
        return new Pair(
                fields.get(0), folder.resolve(fields.get(1)), folder.resolve(fields.get(2)));
    }

    /** Both releases with what their names share told once: {@code tomcat-9.0.80 → 9.0.82.zip}. */
    String label() {
        String older = String.valueOf(reference.getFileName());
        String newer = String.valueOf(target.getFileName());
        int shared = 0;
        while (shared < Math.min(older.length(), newer.length())
                && older.charAt(shared) == newer.charAt(shared)) {
            shared++;
        }
        int version = older.lastIndexOf('-', shared - 1) + 1;
        int end = endOfVersion(older, version);
        return older.substring(end).equals(newer.substring(endOfVersion(newer, version)))
                ? older.substring(0, end) + " → " + newer.substring(version)
                : older + " → " + newer;
    }

    /** Where a letter follows a dot or hyphen. */
    private static int endOfVersion(String name, int from) {
        for (int i = from; i + 1 < name.length(); i++) {
            if ((name.charAt(i) == '.' || name.charAt(i) == '-')
                    && Character.isLetter(name.charAt(i + 1))) {
                return i;
            }
        }
        return name.length();
    }
}
