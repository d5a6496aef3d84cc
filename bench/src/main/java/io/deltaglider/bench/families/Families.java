package io.deltaglider.bench.families;

import io.deltaglider.delta.Effort;
import io.deltaglider.engine.EngineOptions;
import io.deltaglider.engine.write.Packing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Stores the families of the corpus version by version through the engine, and prints a Markdown table of what they take, next
 * to the limits that are set.
 */
public final class Families {
    private Families() {}

    /** Arguments: folder of the corpus, then options as {@code bench/families --help} tells. */
    public static void main(String[] args) throws IOException {
        Path corpus = Path.of(args[0]);
        List<String> options = List.of(args).subList(1, args.length);
        if (options.contains("--unrelated")) {
            Unrelated.print();
            return;
        }
        boolean details = options.contains("--details");
        List<String> chosen = options.stream().filter(each -> !each.startsWith("--")).toList();
        System.out.println("| family | stored as | files | size | stored | limit | |");
        System.out.println("|---|---|---:|---:|---:|---:|---|");
        for (Family family : Family.all(corpus)) {
            if (!chosen.isEmpty() && !chosen.contains(family.name())) {
                continue;
            }
            if (!options.contains("--only-packed")) {
                store(family, EngineOptions.defaults(), "default", family.limit(), details);
            }
            if (options.contains("--orders")) {
                AnyOrder.print(family);
            }
            if (options.contains("--packed") || options.contains("--only-packed")) {
                EngineOptions most =
                        EngineOptions.defaults().withPacking(Packing.ALWAYS).withEffort(Effort.MAX);
                store(family, most, "pack always, effort max", family.packedLimit(), details);
            }
        }
    }

    private static void store(
            Family family, EngineOptions options, String how, double limit, boolean details)
            throws IOException {
        try (Bucket bucket = Bucket.create(options)) {
            long size = 0;
            List<String> wrong = new ArrayList<>();
            for (Path file : family.files()) {
                long before = bucket.storedBytes();
                long start = System.nanoTime();
                bucket.put(key(file), file);
                size += file.toFile().length();
                if (details) {
                    System.err.printf(
                            Locale.ROOT,
                            "%s: %,d bytes more in %.1f s%n",
                            file.getFileName(),
                            bucket.storedBytes() - before,
                            (System.nanoTime() - start) / 1e9);
                }
            }
            for (Path file : family.files()) {
                if (!bucket.holds(key(file), file)) {
                    wrong.add(file.getFileName().toString());
                }
            }
            double stored = bucket.storedBytes() / 1e6;
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %s | %d | %.1f MB | %.2f MB | %.1f MB | %s |%n",
                    family.name(),
                    how,
                    family.files().size(),
                    size / 1e6,
                    stored,
                    limit,
                    !wrong.isEmpty() ? "WRONG: " + wrong : stored <= limit ? "met" : "missed");
        }
    }

    static String key(Path file) {
        return "releases/" + file.getFileName();
    }
}
