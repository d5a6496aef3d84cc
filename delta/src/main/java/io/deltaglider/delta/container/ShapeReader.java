package io.deltaglider.delta.container;

import io.deltaglider.delta.CorruptDeltaException;
import io.deltaglider.delta.level.Shape;

/** Reads the shape of a stretch. */
final class ShapeReader {
    private static final int SECTION_LIMIT = 8 << 20;

    private ShapeReader() {}

    static Shape read(ByteCursor cursor, SectionReader sections) throws CorruptDeltaException {
        int length = cursor.varint(Format.MAX_UNPACKED_LENGTH, "unpacked length of a frame");
        long[] carried = new long[cursor.varint(Shape.MAX_DEPTH, "streams open")];
        for (int i = 0; i < carried.length; i++) {
            carried[i] = cursor.varint();
        }
        long[] origins = new long[cursor.varint(Shape.MAX_DEPTH + 1, "depths")];
        for (int i = 0; i < origins.length; i++) {
            origins[i] = cursor.varint();
        }
        Shape shape = new Shape(length, carried, origins);
        ByteCursor places = section(cursor, sections, "places of streams");
        ByteCursor contents = section(cursor, sections, "lengths of contents");
        ByteCursor packed = section(cursor, sections, "lengths of streams");
        int at = 0;
        while (places.remaining() > 0) {
            at += places.varint(length - at, "place of a stream");
            long content = contents.varint();
            shape.add(at, content >>> 1, packed.varint(), (content & 1) != 0);
        }
        contents.requireEnd();
        packed.requireEnd();
        return shape;
    }

    private static ByteCursor section(ByteCursor cursor, SectionReader sections, String what)
            throws CorruptDeltaException {
        long offset = cursor.filePosition();
        return ByteCursor.ofDecoded(
                sections.read(cursor, SECTION_LIMIT, what).bytes(), offset, "decoded " + what);
    }
}
