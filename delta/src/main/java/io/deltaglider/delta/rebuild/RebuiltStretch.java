package io.deltaglider.delta.rebuild;

import io.deltaglider.delta.entropy.Decoder;
import io.deltaglider.delta.level.Shape;

import java.util.List;

/**
 * A stretch in which the streams that lie in it whole are made again.
 *
 * @param pieces what is left for the streams that reach beyond it, and for the target
 * @param tied coders of the corrections of those streams, in their order
 */
public record RebuiltStretch(Shape shape, Pieces pieces, List<Decoder> tied) {}
