package io.deltaglider.delta.container;

/** The constants of the delta file; {@code docs/format.md} defines what they mean. */
public final class Format {
    /** First bytes of every delta file of any version. As PNG's: not text, and spoilt by a transfer that changes line ends. */
    private static final byte[] MAGIC = {(byte) 0xD7, 'd', 'g', 'l', '\r', '\n', 0x1A, '\n'};

    public static final int MAGIC_LENGTH = 8;

    /** The version that is written; all from 1 on are read. */
    static final int VERSION = 4;

    /** Header: magic, version, length of the fields. */
    static final int HEADER_START_LENGTH = MAGIC_LENGTH + 1 + 4;

    static final int MAX_FIELDS_LENGTH = 64 * 1024;

    static final int FIELD_TARGET_SIZE = 0;
    static final int FIELD_TARGET_SHA256 = 2;
    static final int FIELD_REFERENCE_SIZE = 4;
    static final int FIELD_REFERENCE_SHA256 = 6;
    static final int FIELD_TARGET_MD5 = 1;
    static final int FIELD_ETAG = 3;
    static final int FIELD_CONTENT_TYPE = 5;
    static final int FIELD_REFERENCE_KEY = 7;

    static final int KIND_INDEX = 0;
    static final int KIND_COVERS = 1;
    static final int KIND_STREAMS = 2;
    static final int KIND_OPENED = 3;
    static final int KIND_CONTINUED = 4;
    static final int KIND_BEGUN = 5;
    static final int KIND_PACKED = 6;

    /** As the kinds of unpacked form, with their levels in sections. */
    static final int KIND_OPENED_SECTIONED = 7;

    static final int KIND_CONTINUED_SECTIONED = 8;
    static final int KIND_BEGUN_SECTIONED = 9;

    static final int KIND_PREFIXED = 10;
    static final int KIND_COPIED = 11;

    /** Bytes of the reference that a frame with a prefix may have as one. */
    public static final int MAX_PREFIX_LENGTH = 8 << 20;

    /** Frame: target length, body length, CRC-32C; the kind comes before. */
    static final int FRAME_HEADER_LENGTH = 12;

    /** Target bytes of a frame, as the writer cuts it. */
    public static final int FRAME_LENGTH = 8 << 20;

    /** Target bytes of a frame that a reader accepts. */
    static final int MAX_FRAME_LENGTH = 16 << 20;

    /** Target bytes of an opened frame that a reader accepts. */
    static final int MAX_OPENED_TARGET_LENGTH = 64 << 20;

    /** Bytes of unpacked form of an opened frame that a reader accepts. */
    static final int MAX_UNPACKED_LENGTH = 16 << 20;

    /** Bytes that the body of an opened frame, or the table of streams, may have. */
    static final int MAX_OPENED_BODY_LENGTH = 96 << 20;

    /** Logarithm of the largest window of a stream of literals, as a reader accepts it and packed frames have it. */
    static final int PACKED_WINDOW_LOG = 27;

    /** The same as a writer gives it to the literals of levels in sections. */
    static final int LITERALS_WINDOW_LOG = 23;

    static final int MAX_INDEX_LENGTH = 64 << 20;

    /** Trailer: length and CRC-32C of the index, CRC-32C of the file, end mark. */
    static final int TRAILER_LENGTH = 16;

    /** Last four bytes of a delta file, read as a little-endian number: "dgl" and SUB. */
    static final int END_MARK = 0x1A6C6764;

    private Format() {}

    static byte[] magic() {
        return MAGIC.clone();
    }

    /** Whether these bytes begin with the magic. */
    public static boolean hasMagic(byte[] bytes) {
        if (bytes.length < MAGIC_LENGTH) {
            return false;
        }
        for (int i = 0; i < MAGIC_LENGTH; i++) {
            if (bytes[i] != MAGIC[i]) {
                return false;
            }
        }
        return true;
    }

    /** Bytes that the decoded sections of a frame may have together; keeps a hostile frame from asking for more. */
    static long maxSectionsLength(int targetLength) {
        return 2L * targetLength + 1024;
    }

    /** Bytes that the decoded sections of a level of unpacked form may have together. */
    static long maxSectionedLength(int length) {
        return 3L * length + 1024;
    }

    /** The kind of a frame of unpacked form with a reference. */
    static int kind(boolean continues, boolean isTied, boolean isSectioned) {
        if (continues) {
            return isSectioned ? KIND_CONTINUED_SECTIONED : KIND_CONTINUED;
        }
        if (isTied) {
            return isSectioned ? KIND_BEGUN_SECTIONED : KIND_BEGUN;
        }
        return isSectioned ? KIND_OPENED_SECTIONED : KIND_OPENED;
    }

    /** The first version whose files may have a frame of this kind. */
    static int firstVersion(int kind) {
        if (kind >= KIND_PREFIXED) {
            return 4;
        }
        return kind >= KIND_OPENED_SECTIONED ? 3 : kind > KIND_COVERS ? 2 : 1;
    }

    /** Bytes that the body of a frame may have: its sections and their headers. */
    static long maxBodyLength(int targetLength) {
        return maxSectionsLength(targetLength) + 1024;
    }
}
