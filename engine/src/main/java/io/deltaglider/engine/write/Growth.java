package io.deltaglider.engine.write;

/**
 * How the references of a deltaspace multiply.
 *
 * @param promoteAbove a delta larger than this share of its object becomes a reference itself; 0 to 1
 * @param maxDepth references that lead to one that stands alone, at most; 0 or more
 * @param maxReferences of one deltaspace; 1 or more
 * @param packing of references that stand alone
 */
public record Growth(double promoteAbove, int maxDepth, int maxReferences, Packing packing) {
    /** References that stand alone may be this part of all: an object that nothing fits is stored whole either way. */
    private static final int ROOTS = 4;

    /** References that stand alone, at most. */
    int maxRoots() {
        return Math.max(1, maxReferences / ROOTS);
    }

    boolean isLarge(long delta, long size) {
        return delta > size * promoteAbove;
    }
}
