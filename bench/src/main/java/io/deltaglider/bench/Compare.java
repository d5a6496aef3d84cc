package io.deltaglider.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Encodes and decodes each pair of releases with DeltaGlider and, where it is installed, with xdelta3, in turn within one run, and
 * prints a Markdown table of sizes, median times and their ratios. Ours runs warm in this process, as in a server; xdelta3 as
 * a process of its own, which is how it is used.
 */
public final class Compare {
    private Compare() {}

    /** Arguments: {@code [--runs N] [--family NAME]... [--corpus FOLDER]}. */
    public static void main(String[] args) throws IOException, InterruptedException {
        int runs = 3;
        Path corpus = Path.of(System.getProperty("user.home"), ".cache", "deltaglider-corpus");
        List<String> families = new ArrayList<>();
        for (int i = 0; i + 1 < args.length; i += 2) {
            switch (args[i]) {
                case "--runs" -> runs = Integer.parseInt(args[i + 1]);
                case "--family" -> families.add(args[i + 1]);
                case "--corpus" -> corpus = Path.of(args[i + 1]);
                default -> throw new IllegalArgumentException("unknown option " + args[i]);
            }
        }
        List<Pair> pairs =
                Pair.all(corpus).stream()
                        .filter(pair -> families.isEmpty() || families.contains(pair.family()))
                        .toList();
        Path folder = Files.createTempDirectory("deltaglider-bench");
        try {
            compare(pairs, runs, folder, System.out);
        } finally {
            Files.deleteIfExists(folder.resolve("delta"));
            Files.deleteIfExists(folder.resolve("rebuilt"));
            Files.delete(folder);
        }
    }

    private static void compare(List<Pair> pairs, int runs, Path folder, PrintStream out)
            throws IOException, InterruptedException {
        boolean peer = Xdelta3.installed();
        if (!peer) {
            System.err.println(
                    "xdelta3 is not installed (Debian: apt-get install xdelta3): showing our own"
                            + " figures only");
        }
        out.println(
                "| target | bytes | deltaglider | xdelta3 -9 | size ratio | encode | encode,"
                        + " xdelta3 | faster by | decode MB/s |");
        out.println("|---|---:|---:|---:|---:|---:|---:|---:|---:|");
        long ourTotal = 0;
        long peerTotal = 0;
        for (Pair pair : pairs) {
            Measurement ours = new Measurement(new DeltaGliderCodec(), pair);
            Measurement theirs = new Measurement(new Xdelta3(), pair);
            for (int run = 0; run <= runs; run++) {
                ours.run(folder, run > 0);
                if (peer) {
                    theirs.run(folder, run > 0);
                }
            }
            ourTotal += ours.deltaBytes();
            peerTotal += theirs.deltaBytes();
            out.println(row(pair, ours, peer ? theirs : null));
        }
        out.printf(
                Locale.ROOT,
                "| **total** | | **%,d** | %s | %s | | | | |%n",
                ourTotal,
                peer ? String.format(Locale.ROOT, "%,d", peerTotal) : "",
                peer ? String.format(Locale.ROOT, "%.3f", (double) ourTotal / peerTotal) : "");
    }

    private static String row(
            Pair pair, Measurement ours, @org.jspecify.annotations.Nullable Measurement theirs)
            throws IOException {
        long size = Files.size(pair.target());
        String mine =
                String.format(
                        Locale.ROOT,
                        "| %s | %,d | %,d |",
                        pair.target().getFileName(),
                        size,
                        ours.deltaBytes());
        String peers =
                theirs == null
                        ? " | | %.2f s | | |".formatted(ours.encodeSeconds())
                        : String.format(
                                Locale.ROOT,
                                " %,d | %.3f | %.2f s | %.2f s | %.1f x |",
                                theirs.deltaBytes(),
                                (double) ours.deltaBytes() / theirs.deltaBytes(),
                                ours.encodeSeconds(),
                                theirs.encodeSeconds(),
                                theirs.encodeSeconds() / ours.encodeSeconds());
        return mine
                + peers
                + String.format(Locale.ROOT, " %.0f |", size / 1e6 / ours.decodeSeconds());
    }
}
