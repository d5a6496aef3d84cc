package io.deltaglider.delta.container;

import io.deltaglider.delta.CorruptDeltaException;

/**
 * The last bytes of a delta file.
 *
 * @param indexLength bytes of the index, which stands right before
 * @param indexCrc CRC-32C of the index
 * @param fileCrc CRC-32C of all bytes of the file before this number
 */
record Trailer(long indexLength, int indexCrc, int fileCrc) {
    static Trailer read(ByteCursor cursor) throws CorruptDeltaException {
        Trailer trailer = new Trailer(cursor.u32(), cursor.i32(), cursor.i32());
        if (cursor.i32() != Format.END_MARK) {
            throw cursor.corrupt(
                    "the file does not end with the mark of a delta file's end; it may be"
                            + " truncated");
        }
        return trailer;
    }
}
