package io.deltaglider.delta.level;

/** Where the bytes of a stretch lie in what it is a stretch of. A cover's shift is counted from there. */
@FunctionalInterface
public interface Positions {
    /**
     * Position of a byte.
     *
     * @param place index in the stretch; not smaller than the one asked for before
     */
    long at(int place);

    /** For a stretch that lies in one piece. */
    static Positions from(long start) {
        return place -> start + place;
    }

    /** For a stretch of an unpacked form: the position of a byte at its depth. */
    static Positions of(Shape shape) {
        return new ShapePositions(shape);
    }
}
