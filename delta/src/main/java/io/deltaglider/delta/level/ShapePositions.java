package io.deltaglider.delta.level;

/** Positions at the depth of each byte. Not safe for use by several threads. */
final class ShapePositions implements Positions {
    private final ShapeWalk walk;

    ShapePositions(Shape shape) {
        walk = new ShapeWalk(shape);
    }

    @Override
    public long at(int place) {
        while (walk.to() <= place) {
            if (walk.next() == ShapeWalk.Step.DONE) {
                throw new IllegalStateException("no byte at " + place);
            }
        }
        return walk.position() - (walk.to() - place);
    }
}
