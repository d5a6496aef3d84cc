package io.deltaglider.delta.container;

import io.deltaglider.delta.CorruptDeltaException;

/**
 * What stands before the body of a frame.
 *
 * @param targetLength bytes of target that the frame decodes to
 * @param bodyLength bytes of the frame after its header
 * @param crc CRC-32C of the decoded bytes
 */
record FrameHeader(int kind, int targetLength, int bodyLength, int crc) {
    /** Bytes of the frame in the file, the kind and this header included. */
    long storedLength() {
        return 1L + Format.FRAME_HEADER_LENGTH + bodyLength;
    }

    /** Whether the frame is decoded after the one before only. */
    boolean continues() {
        return kind == Format.KIND_CONTINUED
                || kind == Format.KIND_CONTINUED_SECTIONED
                || kind == Format.KIND_PACKED;
    }

    /** Whether the frame can be passed over when its target bytes are not wanted. */
    boolean standsAlone() {
        return kind == Format.KIND_OPENED || kind == Format.KIND_OPENED_SECTIONED || isPlain();
    }

    /** Whether it holds target bytes as they are, with no streams opened. */
    boolean isPlain() {
        return isPlain(kind);
    }

    private static boolean isPlain(int kind) {
        return kind == Format.KIND_COVERS
                || kind == Format.KIND_PREFIXED
                || kind == Format.KIND_COPIED;
    }

    /** Whether the level of its unpacked form is in sections. */
    boolean isSectioned() {
        return kind >= Format.KIND_OPENED_SECTIONED && kind <= Format.KIND_BEGUN_SECTIONED;
    }

    void write(ByteBuilder out) {
        out.put(kind);
        out.putInt(targetLength);
        out.putInt(bodyLength);
        out.putInt(crc);
    }

    /** Fills in the length of the body of the only frame in {@code frame}, which was not known when its header was written. */
    static void setBodyLength(ByteBuilder frame, int bodyLength) {
        frame.setInt(1 + 4, bodyLength);
    }

    /**
     * Reads what follows the kind.
     *
     * @param targetLeft bytes of target that no frame has yielded yet
     */
    static FrameHeader read(int kind, ByteCursor cursor, long targetLeft)
            throws CorruptDeltaException {
        long least = isPlain(kind) ? 1 : 0;
        long most =
                switch (kind) {
                    case Format.KIND_COVERS, Format.KIND_PREFIXED, Format.KIND_COPIED ->
                            Math.min(targetLeft, Format.MAX_FRAME_LENGTH);
                    case Format.KIND_STREAMS -> 0;
                    case Format.KIND_OPENED,
                            Format.KIND_CONTINUED,
                            Format.KIND_BEGUN,
                            Format.KIND_PACKED,
                            Format.KIND_OPENED_SECTIONED,
                            Format.KIND_CONTINUED_SECTIONED,
                            Format.KIND_BEGUN_SECTIONED ->
                            Math.min(targetLeft, Format.MAX_OPENED_TARGET_LENGTH);
                    default ->
                            throw cursor.corrupt(
                                    "frame of unknown kind "
                                            + kind
                                            + "; a newer program may know it");
                };
        long targetLength = cursor.u32();
        if (targetLength < least || targetLength > most) {
            throw cursor.corrupt(
                    "frame of "
                            + targetLength
                            + " target bytes, "
                            + least
                            + " to "
                            + most
                            + " are possible");
        }
        long bodyLength = cursor.u32();
        long limit =
                isPlain(kind)
                        ? Format.maxBodyLength((int) targetLength)
                        : Format.MAX_OPENED_BODY_LENGTH;
        if (bodyLength > limit) {
            throw cursor.corrupt(
                    "frame body of " + bodyLength + " bytes, at most " + limit + " are possible");
        }
        return new FrameHeader(kind, (int) targetLength, (int) bodyLength, cursor.i32());
    }
}
