package io.deltaglider.engine.growth;

import java.util.Optional;

/**
 * How a family grows: on which reference a new version hangs, so that a family of any length takes little more than the first version and
 * each against the one before, while no version is more than a few references away from one that stands alone.
 *
 * <p>Versions hang on each other in chains until the greatest depth is reached. Then one has to hang on something higher up, which costs what has
 * changed since. To do that seldom and not too far, each reference is allowed as many children as it is the how-manieth child itself:
 * the first child of a reference gets one child, its second two, and so on; who founds a family gets any number. The next version hangs on the
 * nearest of the last one's ancestors, or itself, that has a child left and is not too deep. With <i>r</i> levels left, the <i>k</i>-th
 * child has room for <i>(r+k choose k)</i> versions: 1,001 below the fourth child of a founder at depth 10. This is the binomial
 * transform of Bentley and Saxe ("Decomposable searching problems I: static-to-dynamic transformation", 1980), with deltas for merges.
 * Where what changes from version to version is always new, 300 to 1,000 versions take 3.5 times the changes, of which the best tree of
 * this depth takes 2.8 to 3.1; where a delta costs something in any case, less.
 *
 * <p>Versions that come in another order, or on several branches, are told apart by who their nearest relative is.
 *
 * @param maxDepth references that lead to one that stands alone, at most; 0 to {@value #MAX_DEPTH}, 0 for no references that are deltas
 */
public record GrowthRule(int maxDepth) {
    /** A cold read rebuilds so many references. */
    public static final int MAX_DEPTH = 10;

    /** Any number of children. */
    public static final int UNBOUNDED = Integer.MAX_VALUE;

    /** A reference with room for so many versions is still wanted when so many others have come after it. */
    private static final long LANDMARK = 256;

    /** A delta of more than this share of its object says that most of it is new. */
    private static final double NEW = 0.25;

    public GrowthRule {
        if (maxDepth < 0 || maxDepth > MAX_DEPTH) {
            throw new IllegalArgumentException(
                    "references are 0 to " + MAX_DEPTH + " deltas away, not " + maxDepth);
        }
    }

    /** Whether a reference may have one more child that is a reference. */
    public <K extends Kin<K>> boolean isOpen(K reference) {
        return reference.depth() < maxDepth && reference.children() < reference.mostChildren();
    }

    /**
     * On which reference a version hangs if it becomes one.
     *
     * @param nearest that the version is most like
     * @return the nearest itself, or an ancestor of it; empty when none is known that may have another child
     */
    public <K extends Kin<K>> Optional<K> base(K nearest) {
        Optional<K> each = Optional.of(nearest);
        while (each.isPresent() && !isOpen(each.get())) {
            each = each.get().base();
        }
        return each;
    }

    /** What a new child of a reference is numbered. */
    public static <K extends Kin<K>> int ordinal(K base) {
        return base.children() + 1;
    }

    /**
     * Whether a version becomes a reference: when what the next one would have to repeat of its delta is more than twice what the pointer to a
     * reference takes; twice, as one more reference also lengthens chains. So of many small changes every few become references, and of larger
     * ones each does; what is repeated never exceeds what is paid for pointers by much.
     *
     * @param delta of the version to the nearest reference, in bytes as it would be stored
     * @param pointer bytes of a delta that says nothing but which reference it means
     */
    public static boolean isWorthAReference(long delta, long pointer) {
        return delta > leaf(pointer);
    }

    /** The largest delta, in bytes, of a version that does not become a reference. */
    public static long leaf(long pointer) {
        return pointer + 2 * pointer;
    }

    /** Whether so little is left of a version's reference that it begins the family anew, bound by nothing before it. */
    public static boolean isNewBeginning(long delta, long size) {
        return delta > size * NEW;
    }

    /**
     * Whether a reference will still be wanted when hundreds have come after it.
     *
     * @param ordinal of a child; {@link #UNBOUNDED} for who founds a family
     */
    public static boolean isLandmark(int depth, int ordinal) {
        return room(MAX_DEPTH - depth, ordinal) >= LANDMARK;
    }

    /** How many versions fit below a child with so many levels left: <i>(levels + ordinal choose ordinal)</i>, or a number beyond any. */
    private static long room(int levels, int ordinal) {
        if (ordinal == UNBOUNDED) {
            return Long.MAX_VALUE;
        }
        long room = 1;
        for (int i = 1; i <= levels && room < LANDMARK; i++) {
            room = room * (ordinal + i) / i;
        }
        return room;
    }
}
