package io.deltaglider.engine.growth;

import io.deltaglider.engine.growth.FamilySimulator.Model;
import io.deltaglider.engine.growth.FamilySimulator.Result;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntUnaryOperator;

/**
 * A family whose versions differ in a way that a formula gives.
 *
 * @param size bytes of a version
 * @param order of upload: which version comes as the n-th
 */
record GrowthScenario(String name, int versions, long size, Model model, IntUnaryOperator order) {
    private static final long POINTER = 250;
    private static final int LOOKED_AT = 300;

    static List<GrowthScenario> all() {
        return List.of(
                inOrder("slow drift: 6 KB of 3.7 MB", 300, 3_700_000, linear(5_000, 1_000)),
                inOrder("all new each time: 45 KB of 11 MB", 365, 11_000_000, linear(500, 45_000)),
                inOrder(
                        "fast drift: 3 % of 1 MB",
                        300, 1_000_000, saturating(500, 30_000, 1_000_000)),
                inOrder("small: 400 bytes of 150 KB", 600, 150_000, linear(350, 400)),
                inOrder("bursts: one in 20 is 30 times as large", 300, 10_000_000, bursts(20, 30)),
                inOrder("resets: everything new every 60th time", 300, 1_000_000, resets(60)),
                inOrder("two branches in turn", 400, 5_000_000, branches()),
                inOrder("hardly changed: 100 bytes", 1_000, 5_000_000, linear(300, 100)),
                shuffled("any order of upload", 300, 3_700_000, linear(5_000, 1_000)),
                inOrder(
                        "100,000 versions",
                        100_000,
                        10_000_000,
                        saturating(2_000, 3_000, 10_000_000)));
    }

    private static GrowthScenario inOrder(String name, int versions, long size, Model model) {
        return new GrowthScenario(name, versions, size, model, i -> i);
    }

    private static GrowthScenario shuffled(String name, int versions, long size, Model model) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < versions; i++) {
            order.add(i);
        }
        Collections.shuffle(order, new Random(1));
        return new GrowthScenario(name, versions, size, model, order::get);
    }

    private static Model linear(long fixed, long each) {
        return (version, base) -> fixed + each * Math.abs(version - base);
    }

    /** What changes is in part what has changed before. */
    private static Model saturating(long fixed, long each, long all) {
        return (version, base) ->
                fixed + (long) (all * -Math.expm1(-(double) each * Math.abs(version - base) / all));
    }

    private static Model bursts(int every, int times) {
        return (version, base) -> {
            int large = version / every - base / every;
            return 500 + 5_000L * (Math.abs(version - base) + Math.abs(large) * (times - 1));
        };
    }

    private static Model resets(int every) {
        return (version, base) ->
                version / every == base / every
                        ? 500 + 2_000L * Math.abs(version - base)
                        : 1_000_000;
    }

    /** Even versions are one line of development, odd ones the other; they parted long ago. */
    private static Model branches() {
        return (version, base) ->
                500
                        + 5_000L * (Math.abs(version - base) / 2)
                        + (version % 2 == base % 2 ? 0 : 500_000);
    }

    Result run(GrowthRule rule) {
        FamilySimulator simulator = new FamilySimulator(rule, model, size, POINTER);
        List<Integer> there = new ArrayList<>();
        for (int i = 0; i < versions; i++) {
            int version = order.applyAsInt(i);
            simulator.store(version, nearest(there, version));
            there.add(version);
        }
        return simulator.result();
    }

    private int nearest(List<Integer> there, int version) {
        int best = -1;
        long least = Long.MAX_VALUE;
        for (int i = there.size() - 1; i >= Math.max(0, there.size() - LOOKED_AT); i--) {
            long delta = model.delta(version, there.get(i));
            if (delta < least) {
                least = delta;
                best = there.get(i);
            }
        }
        return best;
    }
}
