package io.deltaglider.delta.container;

import io.deltaglider.delta.level.Shape;

/** Codes the shape of a stretch. Keeps its buffers. Not safe for use by several threads. */
final class ShapeWriter {
    private final ByteBuilder places = new ByteBuilder(1 << 10);
    private final ByteBuilder contents = new ByteBuilder(1 << 10);
    private final ByteBuilder packed = new ByteBuilder(1 << 10);

    /** Appends the shape. */
    void write(Shape shape, SectionWriter sections, ByteBuilder out) {
        out.putVarint(shape.length());
        out.putVarint(shape.carriedCount());
        for (int i = 0; i < shape.carriedCount(); i++) {
            out.putVarint(shape.carried(i));
        }
        int depths = Shape.MAX_DEPTH + 1;
        while (depths > 1 && shape.origin(depths - 1) == 0) {
            depths--;
        }
        out.putVarint(depths);
        for (int i = 0; i < depths; i++) {
            out.putVarint(shape.origin(i));
        }
        places.clear();
        contents.clear();
        packed.clear();
        int at = 0;
        for (int i = 0; i < shape.count(); i++) {
            places.putVarint(shape.place(i) - at);
            at = shape.place(i);
            contents.putVarint(shape.contentLength(i) << 1 | (shape.isCrossing(i) ? 1 : 0));
            packed.putVarint(shape.packedLength(i));
        }
        sections.write(places.array(), places.length(), out);
        sections.write(contents.array(), contents.length(), out);
        sections.write(packed.array(), packed.length(), out);
    }
}
