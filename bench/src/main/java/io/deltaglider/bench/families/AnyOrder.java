package io.deltaglider.bench.families;

import io.deltaglider.engine.EngineOptions;
import io.deltaglider.engine.optimize.OptimizeOptions;
import io.deltaglider.engine.optimize.OptimizeReport;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Stores a family in some order and optimizes it. */
final class AnyOrder {
    /** What is allowed above the limit for the order of versions. */
    private static final double ALLOWANCE = 1.05;

    private AnyOrder() {}

    static void print(Family family) throws IOException {
        List<Integer> order = new ArrayList<>();
        List<Integer> oddFirst = new ArrayList<>();
        for (int i = 0; i < family.files().size(); i++) {
            order.add(i);
            if (i % 2 == 1) {
                oddFirst.add(i);
            }
        }
        order.stream().filter(i -> i % 2 == 0).forEach(oddFirst::add);
        List<List<Integer>> orders = List.of(order.reversed(), oddFirst, oddFirst.reversed());
        for (List<Integer> each : orders) {
            row(family, each);
        }
    }

    private static void row(Family family, List<Integer> order) throws IOException {
        try (Bucket bucket = Bucket.create(EngineOptions.defaults())) {
            long size = 0;
            for (int i : order) {
                Path file = family.files().get(i);
                bucket.put(Families.key(file), file);
                size += file.toFile().length();
            }
            long before = bucket.storedBytes();
            OptimizeReport report =
                    bucket.client()
                            .optimizer(_ -> true)
                            .run(Bucket.NAME, "", OptimizeOptions.defaults(), _ -> {});
            boolean whole = report.failures().isEmpty();
            for (Path file : family.files()) {
                whole &= bucket.holds(Families.key(file), file);
            }
            double stored = bucket.liveBytes() / 1e6;
            double limit = family.limit() * ALLOWANCE;
            System.out.printf(
                    Locale.ROOT,
                    "| %s | in the order %s: %.2f MB, optimized | %d | %.1f MB | %.2f MB | %.2f MB"
                            + " | %s |%n",
                    family.name(),
                    order.stream().map(i -> "" + (i + 1)).collect(Collectors.joining(" ")),
                    before / 1e6,
                    order.size(),
                    size / 1e6,
                    stored,
                    limit,
                    !whole ? "WRONG " + report.failures() : stored <= limit ? "met" : "missed");
        }
    }
}
