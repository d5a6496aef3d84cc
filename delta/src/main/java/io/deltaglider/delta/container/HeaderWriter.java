package io.deltaglider.delta.container;

import io.deltaglider.delta.DeltaHeader;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/** Writes the header of a delta file. */
final class HeaderWriter {
    private HeaderWriter() {}

    static byte[] write(DeltaHeader header) {
        ByteBuilder fields = new ByteBuilder(256);
        number(fields, Format.FIELD_TARGET_SIZE, header.targetSize());
        digest(fields, Format.FIELD_TARGET_MD5, header.targetMd5());
        digest(fields, Format.FIELD_TARGET_SHA256, header.targetSha256());
        text(fields, Format.FIELD_ETAG, header.etag());
        header.reference().ifPresent(r -> number(fields, Format.FIELD_REFERENCE_SIZE, r.size()));
        text(fields, Format.FIELD_CONTENT_TYPE, header.contentType());
        header.reference()
                .ifPresent(r -> {
                    digest(fields, Format.FIELD_REFERENCE_SHA256, r.sha256());
                    text(fields, Format.FIELD_REFERENCE_KEY, r.key());
                });
        if (fields.length() > Format.MAX_FIELDS_LENGTH) {
            throw new IllegalArgumentException(
                    "the header of a delta file holds at most "
                            + Format.MAX_FIELDS_LENGTH
                            + " bytes, not "
                            + fields.length());
        }
        ByteBuilder all = new ByteBuilder(fields.length() + Format.HEADER_START_LENGTH + 4);
        all.put(Format.magic(), 0, Format.MAGIC_LENGTH);
        all.put(Format.VERSION);
        all.putInt(fields.length());
        all.put(fields.array(), 0, fields.length());
        CRC32C crc = new CRC32C();
        crc.update(all.array(), 0, all.length());
        all.putInt((int) crc.getValue());
        return all.toByteArray();
    }

    private static void number(ByteBuilder fields, int type, long value) {
        fields.putVarint(type);
        fields.putVarint(ByteBuilder.varintLength(value));
        fields.putVarint(value);
    }

    private static void text(ByteBuilder fields, int type, String value) {
        bytes(fields, type, value.getBytes(StandardCharsets.UTF_8));
    }

    private static void digest(ByteBuilder fields, int type, String hex) {
        bytes(fields, type, HexFormat.of().parseHex(hex));
    }

    /** An empty value is not written: a reader that finds no such field takes it as empty. */
    private static void bytes(ByteBuilder fields, int type, byte[] value) {
        if (value.length > 0) {
            fields.putVarint(type);
            fields.putVarint(value.length);
            fields.put(value, 0, value.length);
        }
    }
}
