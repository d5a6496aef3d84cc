package io.deltaglider.delta.encode;

import io.deltaglider.delta.container.OpenedFrameWriter;
import io.deltaglider.delta.level.Shape;
import io.deltaglider.delta.opening.Item;
import io.deltaglider.delta.rebuild.Pieces;

import java.util.List;

/**
 * A stretch coded as far as it does not depend on others.
 *
 * @param body shape and level, as they stand in the frame
 * @param recipe corrections of the streams that lie in it whole
 * @param pieces what is left for the streams that do not, and for the target
 * @param begins the streams that begin in it
 * @param copiedFrom where all of it lies in the reference, and is coded as a copy from there; -1 if it is not
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record CodedStretch(
        Shape shape,
        OpenedFrameWriter.Body body,
        byte[] recipe,
        Pieces pieces,
        List<Item.Begin> begins,
        long copiedFrom) {
    /** Whether another stretch goes on in the reference where this one ends, so that both can be one copy. */
    boolean isContinuedBy(CodedStretch next) {
        return copiedFrom >= 0 && next.copiedFrom == copiedFrom + shape.length();
    }

    /** One stretch of this and the next, which continues it. */
    CodedStretch joinedWith(CodedStretch next) {
        Shape both =
                new Shape(
                        shape.length() + next.shape.length(),
                        new long[0],
                        new long[] {shape.origin(0)});
        pieces.append(next.pieces);
        return new CodedStretch(both, body, recipe, pieces, begins, copiedFrom);
    }
}
