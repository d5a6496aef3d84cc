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
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record CodedStretch(
        Shape shape,
        OpenedFrameWriter.Body body,
        byte[] recipe,
        Pieces pieces,
        List<Item.Begin> begins) {}
