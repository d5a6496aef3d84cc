package io.deltaglider.bench.families;

import io.deltaglider.engine.EngineOptions;

import software.amazon.awssdk.core.sync.RequestBody;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;

/** How much longer a PUT takes that may become a delta, when there is nothing to gain, than one with deltas switched off. */
final class Unrelated {
    private static final int RUNS = 5;

    private Unrelated() {}

    static void print() throws IOException {
        System.out.println("| objects | deltas off | deltas on | times | limit | |");
        System.out.println("|---|---:|---:|---:|---:|---|");
        row("100 MB, the first of its kind", 1, 100_000_000, 0, 1.3);
        row("100 MB, unrelated to what is there", 1, 100_000_000, 1, 1.3);
        row("1,000 of 4 KB", 1_000, 4_000, 0, 1.1);
    }

    private static void row(String what, int count, int size, int before, double limit)
            throws IOException {
        double[] off = new double[RUNS];
        double[] on = new double[RUNS];
        for (int run = -1; run < RUNS; run++) {
            double plain = seconds(false, count, size, before, run);
            double delta = seconds(true, count, size, before, run);
            if (run >= 0) {
                off[run] = plain;
                on[run] = delta;
            }
        }
        Arrays.sort(off);
        Arrays.sort(on);
        double times = on[RUNS / 2] / off[RUNS / 2];
        System.out.printf(
                Locale.ROOT,
                "| %s | %.2f s | %.2f s | %.2f | %.1f | %s |%n",
                what,
                off[RUNS / 2],
                on[RUNS / 2],
                times,
                limit,
                times <= limit ? "met" : "missed");
    }

    private static double seconds(boolean delta, int count, int size, int before, long seed)
            throws IOException {
        try (Bucket bucket = Bucket.create(EngineOptions.defaults().withDelta(delta))) {
            for (int i = 0; i < before; i++) {
                put(bucket, "v" + i + "/file.bin", random(1_000 + seed * 100 + i, size));
            }
            byte[] bytes = random(seed, size);
            long start = System.nanoTime();
            for (int i = 0; i < count; i++) {
                put(bucket, "v" + (before + i) + "/file.bin", bytes);
            }
            return (System.nanoTime() - start) / 1e9;
        }
    }

    private static void put(Bucket bucket, String key, byte[] bytes) {
        bucket.client()
                .putObject(r -> r.bucket(Bucket.NAME).key(key), RequestBody.fromBytes(bytes));
    }

    private static byte[] random(long seed, int size) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
