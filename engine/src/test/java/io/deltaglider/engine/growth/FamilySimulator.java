package io.deltaglider.engine.growth;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Grows a family by the rule on sizes alone: what a version takes against another is given by a model, nothing is encoded.
 *
 * <p>{@link #main} prints the table of docs/references.md.
 */
final class FamilySimulator {
    /** What a delta of one version to another takes, in bytes. */
    @FunctionalInterface
    interface Model {
        long delta(int version, int base);
    }

    /** What came of it: bytes of all, bytes of the first version and each against the nearest one there was, and depths. */
    record Result(long stored, long nearest, int references, int deepest, double meanDepth) {
        /** What is stored beyond the first version, as a multiple of what the deltas to the nearest would be. */
        double ratio(long first) {
            return (double) (stored - first) / (nearest - first);
        }
    }

    /** A version that has become a reference. */
    private static final class Stored implements Kin<Stored> {
        private final int version;
        private final Optional<Stored> base;
        private final int depth;
        private final int mostChildren;
        private final long bytes;
        private int children;

        Stored(int version, Optional<Stored> base, int mostChildren, long bytes) {
            this.version = version;
            this.bytes = bytes;
            this.base = base;
            this.depth = base.map(each -> each.depth + 1).orElse(0);
            this.mostChildren = mostChildren;
        }

        Stored root() {
            return base.map(Stored::root).orElse(this);
        }

        @Override
        public int depth() {
            return depth;
        }

        @Override
        public int mostChildren() {
            return mostChildren;
        }

        @Override
        public int children() {
            return children;
        }

        @Override
        public Optional<Stored> base() {
            return base;
        }
    }

    private final GrowthRule rule;
    private final Model model;
    private final long size;
    private final long pointer;
    private final List<Stored> references = new ArrayList<>();
    private long stored;
    private long nearest;

    /**
     * @param size bytes of a version
     * @param pointer bytes of an object that points to a reference of its own content
     */
    FamilySimulator(GrowthRule rule, Model model, long size, long pointer) {
        this.rule = rule;
        this.model = model;
        this.size = size;
        this.pointer = pointer;
    }

    /**
     * Stores a version.
     *
     * @param like the number of the version that it is most like, of those that were stored; negative for the first
     */
    void store(int version, int like) {
        if (like < 0) {
            references.add(new Stored(version, Optional.empty(), GrowthRule.UNBOUNDED, size));
            stored += size + pointer;
            nearest += size;
            return;
        }
        nearest += Math.min(size, model.delta(version, like));
        Stored last = nearestReference(version);
        long small = model.delta(version, last.version);
        if (!GrowthRule.isWorthAReference(small, pointer)) {
            stored += small;
            return;
        }
        Stored base = rule.base(last).orElseThrow();
        long delta = Math.min(size, model.delta(version, base.version));
        int ordinal = GrowthRule.ordinal(base);
        if (GrowthRule.isNewBeginning(delta, size)) {
            Stored root = base.root();
            long atTheRoot = Math.min(size, model.delta(version, root.version));
            if (atTheRoot <= 1.5 * delta) {
                base = root;
                delta = atTheRoot;
                ordinal = GrowthRule.UNBOUNDED;
            }
        }
        base.children++;
        references.add(new Stored(version, Optional.of(base), ordinal, delta));
        stored += delta + pointer;
    }

    /** By the model, the last of those that are equally near: as sketches tell. */
    private Stored nearestReference(int version) {
        Stored best = references.getLast();
        long least = model.delta(version, best.version);
        int from = Math.max(0, references.size() - SEEN);
        for (int i = references.size() - 2; i >= from; i--) {
            long delta = model.delta(version, references.get(i).version);
            if (delta < least) {
                least = delta;
                best = references.get(i);
            }
        }
        return best;
    }

    /** A listing shows more; of the newest, these are enough. */
    private static final int SEEN = 300;

    /** What has to stay when all but the newest versions are deleted: they, and what they hang on. */
    long bytesFor(int newest) {
        Set<Stored> needed = new HashSet<>();
        for (Stored each : references.subList(references.size() - newest, references.size())) {
            for (Optional<Stored> at = Optional.of(each);
                    at.isPresent() && needed.add(at.get());
                    at = at.get().base) {}
        }
        return newest * pointer + needed.stream().mapToLong(each -> each.bytes).sum();
    }

    Result result() {
        int deepest = 0;
        long sum = 0;
        for (Stored each : references) {
            deepest = Math.max(deepest, each.depth);
            sum += each.depth;
        }
        return new Result(
                stored, nearest, references.size(), deepest, (double) sum / references.size());
    }

    public static void main(String[] args) {
        System.out.println(
                "| family | versions | references | times the best | depth, most | depth, mean |");
        System.out.println("|---|---:|---:|---:|---:|---:|");
        for (GrowthScenario each : GrowthScenario.all()) {
            Result result = each.run(new GrowthRule(GrowthRule.MAX_DEPTH));
            System.out.printf(
                    java.util.Locale.ROOT,
                    "| %s | %d | %d | %.2f | %d | %.1f |%n",
                    each.name(),
                    each.versions(),
                    result.references(),
                    (double) result.stored() / result.nearest(),
                    result.deepest(),
                    result.meanDepth());
        }
    }
}
