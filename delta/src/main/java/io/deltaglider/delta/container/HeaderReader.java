package io.deltaglider.delta.container;

import io.deltaglider.delta.CorruptDeltaException;
import io.deltaglider.delta.DeltaHeader;
import io.deltaglider.delta.DeltaHeader.ReferenceId;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/** Reads the header of a delta file and checks it. */
final class HeaderReader {
    private static final String WHAT = "header";

    private long targetSize = -1;
    private @Nullable String targetSha256;
    private String targetMd5 = "";
    private String etag = "";
    private String contentType = "";
    private long referenceSize = -1;
    private @Nullable String referenceSha256;
    private String referenceKey = "";

    private HeaderReader() {}

    /** What stands before the first frame. */
    record Start(int version, DeltaHeader header) {}

    /** Reads the header from the start of the file; the input is then at the first frame. */
    static Start read(DeltaInput in) throws IOException {
        byte[] start = in.read(Format.HEADER_START_LENGTH, WHAT);
        if (!Format.hasMagic(start)) {
            throw new CorruptDeltaException(
                    "not a delta file: it does not begin with the eight bytes of one");
        }
        ByteCursor cursor =
                new ByteCursor(start, Format.MAGIC_LENGTH, start.length, Format.MAGIC_LENGTH, WHAT);
        int version = cursor.u8();
        if (version < 1 || version > Format.VERSION) {
            throw new CorruptDeltaException(
                    "delta file of format version "
                            + version
                            + "; this program reads versions 1 to "
                            + Format.VERSION
                            + ": if the file is not damaged, a newer program is needed");
        }
        long length = cursor.u32();
        if (length > Format.MAX_FIELDS_LENGTH) {
            throw cursor.corrupt(
                    "fields of "
                            + length
                            + " bytes, at most "
                            + Format.MAX_FIELDS_LENGTH
                            + " are possible");
        }
        byte[] fields = in.read((int) length, WHAT);
        int expected = (int) in.crc();
        ByteCursor checksum = in.cursor(4, "checksum of the header");
        if (checksum.i32() != expected) {
            throw checksum.corrupt("the header does not match its checksum");
        }
        DeltaHeader header =
                new HeaderReader()
                        .fields(
                                new ByteCursor(
                                        fields,
                                        0,
                                        fields.length,
                                        Format.HEADER_START_LENGTH,
                                        WHAT));
        return new Start(version, header);
    }

    private DeltaHeader fields(ByteCursor cursor) throws CorruptDeltaException {
        long previous = -1;
        while (cursor.remaining() > 0) {
            long type = cursor.varint();
            if (type <= previous) {
                throw cursor.corrupt("field " + type + " after field " + previous);
            }
            previous = type;
            int length = cursor.varint(cursor.remaining(), "length of field " + type);
            field(type, cursor, length);
        }
        if (targetSize < 0 || targetSha256 == null) {
            throw cursor.corrupt("the header lacks the target's size or SHA-256");
        }
        if ((referenceSize < 0) != (referenceSha256 == null)) {
            throw cursor.corrupt("the header has only one of the reference's size and SHA-256");
        }
        return new DeltaHeader(
                targetSize,
                targetSha256,
                targetMd5,
                etag,
                contentType,
                referenceSha256 == null
                        ? Optional.empty()
                        : Optional.of(
                                new ReferenceId(referenceSha256, referenceSize, referenceKey)));
    }

    private void field(long type, ByteCursor cursor, int length) throws CorruptDeltaException {
        switch ((int) Math.min(type, Integer.MAX_VALUE)) {
            case Format.FIELD_TARGET_SIZE -> targetSize = number(cursor, length);
            case Format.FIELD_TARGET_SHA256 -> targetSha256 = digest(cursor, length, 32);
            case Format.FIELD_TARGET_MD5 -> targetMd5 = digest(cursor, length, 16);
            case Format.FIELD_ETAG -> etag = text(cursor, length);
            case Format.FIELD_CONTENT_TYPE -> contentType = text(cursor, length);
            case Format.FIELD_REFERENCE_SIZE -> referenceSize = number(cursor, length);
            case Format.FIELD_REFERENCE_SHA256 -> referenceSha256 = digest(cursor, length, 32);
            case Format.FIELD_REFERENCE_KEY -> referenceKey = text(cursor, length);
            default -> {
                if ((type & 1) == 0) {
                    throw cursor.corrupt(
                            "field "
                                    + type
                                    + " is needed to read the file, and unknown to this program; a"
                                    + " newer one may know it");
                }
                cursor.skip(length);
            }
        }
    }

    private static long number(ByteCursor cursor, int length) throws CorruptDeltaException {
        int end = cursor.position() + length;
        long value = cursor.varint();
        if (cursor.position() != end) {
            throw cursor.corrupt("number does not fill its field");
        }
        return value;
    }

    private static String digest(ByteCursor cursor, int length, int expected)
            throws CorruptDeltaException {
        if (length != expected) {
            throw cursor.corrupt("digest of " + length + " bytes, " + expected + " expected");
        }
        return HexFormat.of().formatHex(cursor.take(length));
    }

    private static String text(ByteCursor cursor, int length) throws CorruptDeltaException {
        byte[] bytes = cursor.take(length);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw cursor.corrupt("invalid UTF-8 text");
        }
    }
}
