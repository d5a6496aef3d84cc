package io.deltaglider.delta.container;

import io.deltaglider.delta.CorruptDeltaException;
import io.deltaglider.delta.opened.StreamTable;
import io.deltaglider.delta.stream.StreamForm;

/** The table of the reference's opened streams, as a frame holds it. */
final class StreamTableCoding {
    /** Bytes that the decoded table may have: some millions of streams. */
    private static final int SECTION_LIMIT = 32 << 20;

    private StreamTableCoding() {}

    /** Appends the table. */
    static void write(StreamTable table, SectionWriter sections, ByteBuilder out) {
        ByteBuilder positions = new ByteBuilder(1 << 10);
        ByteBuilder lengths = new ByteBuilder(1 << 10);
        long last = 0;
        for (int i = 0; i < table.count(); i++) {
            positions.putSigned(table.position(i) - last);
            last = table.position(i);
            lengths.putVarint(table.end(i) - table.start(i));
        }
        sections.write(positions.array(), positions.length(), out);
        sections.write(lengths.array(), lengths.length(), out);
        ByteBuilder forms = new ByteBuilder(1 << 10);
        int plain = 0;
        for (int i = 0; i < table.count(); i++) {
            if (table.form(i) == StreamForm.DEFLATE) {
                plain++;
            } else {
                forms.putVarint(plain);
                forms.putVarint(table.form(i).code());
                plain = 0;
            }
        }
        if (forms.length() > 0) {
            sections.write(forms.array(), forms.length(), out);
        }
    }

    static StreamTable read(ByteCursor cursor, SectionReader sections, long referenceSize)
            throws CorruptDeltaException {
        long offset = cursor.filePosition();
        ByteCursor positions =
                ByteCursor.ofDecoded(
                        sections.read(cursor, SECTION_LIMIT, "positions of streams").bytes(),
                        offset,
                        "decoded positions of streams");
        ByteCursor lengths =
                ByteCursor.ofDecoded(
                        sections.read(cursor, SECTION_LIMIT, "lengths of streams").bytes(),
                        offset,
                        "decoded lengths of streams");
        ByteCursor forms =
                ByteCursor.ofDecoded(
                        cursor.remaining() == 0
                                ? new byte[0]
                                : sections.read(cursor, SECTION_LIMIT, "forms of streams").bytes(),
                        offset,
                        "decoded forms of streams");
        StreamTable table = new StreamTable(referenceSize);
        long last = 0;
        long plain = forms.remaining() == 0 ? Long.MAX_VALUE : forms.varint();
        while (positions.remaining() > 0) {
            last += positions.signed();
            long length = lengths.varint();
            try {
                if (plain > 0) {
                    plain--;
                    table.add(last, length, StreamForm.DEFLATE);
                } else {
                    table.add(last, length, StreamForm.of(forms.varint()));
                    plain = forms.remaining() == 0 ? Long.MAX_VALUE : forms.varint();
                }
            } catch (IllegalArgumentException e) {
                throw positions.corrupt("the reference cannot have " + e.getMessage(), e);
            }
        }
        lengths.requireEnd();
        if (plain < Long.MAX_VALUE - SECTION_LIMIT) {
            throw forms.corrupt("stream forms without streams");
        }
        cursor.requireEnd();
        return table;
    }
}
