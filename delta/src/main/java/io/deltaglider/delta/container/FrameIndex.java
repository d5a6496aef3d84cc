package io.deltaglider.delta.container;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.CorruptDeltaException;

import java.io.IOException;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Where the frames of a delta file are: stands at its end. Grows while the file is written, or is read from it. Not safe
 * for use by several threads while it grows.
 */
final class FrameIndex {
    /** Where frame i begins, in the file and in the target; one entry more, for the end. */
    private long[] fileOffsets = new long[9];

    private long[] targetOffsets = new long[9];
    private int count;

    /**
     * @param firstFrame where the first frame begins in the file
     */
    FrameIndex(long firstFrame) {
        fileOffsets[0] = firstFrame;
    }

    int count() {
        return count;
    }

    long fileOffset(int frame) {
        return fileOffsets[frame];
    }

    long targetOffset(int frame) {
        return targetOffsets[frame];
    }

    /** Whether a frame leads to bytes of the target by itself. */
    boolean hasTarget(int frame) {
        return targetOffsets[frame + 1] > targetOffsets[frame];
    }

    /** The frame that holds this position of the target, which must lie inside it. */
    int frameAt(long targetPosition) {
        int found = Arrays.binarySearch(targetOffsets, 0, count + 1, targetPosition);
        int frame = found >= 0 ? found : -found - 2;
        // Frames without target bytes share their place with the one after them.
        while (targetOffsets[frame + 1] <= targetPosition) {
            frame++;
        }
        return frame;
    }

    void add(long storedLength, int targetLength) {
        if (count + 2 > fileOffsets.length) {
            fileOffsets = Arrays.copyOf(fileOffsets, 2 * fileOffsets.length);
            targetOffsets = Arrays.copyOf(targetOffsets, 2 * targetOffsets.length);
        }
        fileOffsets[count + 1] = fileOffsets[count] + storedLength;
        targetOffsets[count + 1] = targetOffsets[count] + targetLength;
        count++;
    }

    /** The index as it stands in the file, its kind byte included. */
    byte[] write() {
        ByteBuilder out = new ByteBuilder(16 + 8 * count);
        out.put(Format.KIND_INDEX);
        out.putVarint(count);
        for (int i = 0; i < count; i++) {
            out.putVarint(fileOffsets[i + 1] - fileOffsets[i]);
            out.putVarint(targetOffsets[i + 1] - targetOffsets[i]);
        }
        return out.toByteArray();
    }

    /**
     * Reads the index from the end of a delta file and checks that it fits the file and the target.
     *
     * @param firstFrame where the first frame begins in the file
     */
    static FrameIndex read(Content file, long firstFrame, long targetSize) throws IOException {
        long trailerStart = file.size() - Format.TRAILER_LENGTH;
        if (trailerStart <= firstFrame) {
            throw new CorruptDeltaException(
                    "truncated delta file: "
                            + file.size()
                            + " bytes are too few to hold its index");
        }
        byte[] bytes = new byte[Format.TRAILER_LENGTH];
        file.read(trailerStart, bytes, 0, bytes.length);
        Trailer trailer =
                Trailer.read(new ByteCursor(bytes, 0, bytes.length, trailerStart, "trailer"));
        long start = trailerStart - trailer.indexLength();
        if (trailer.indexLength() > Format.MAX_INDEX_LENGTH || start < firstFrame) {
            throw new CorruptDeltaException(
                    "damaged delta file: an index of "
                            + trailer.indexLength()
                            + " bytes does not fit (trailer, at byte "
                            + trailerStart
                            + ")");
        }
        byte[] index = new byte[(int) trailer.indexLength()];
        file.read(start, index, 0, index.length);
        ByteCursor cursor = new ByteCursor(index, 0, index.length, start, "index");
        CRC32C crc = new CRC32C();
        crc.update(index, 0, index.length);
        if (trailer.indexCrc() != (int) crc.getValue()) {
            throw cursor.corrupt("the index does not match its checksum");
        }
        return parse(cursor, firstFrame, start, targetSize);
    }

    private static FrameIndex parse(
            ByteCursor cursor, long firstFrame, long indexStart, long targetSize)
            throws CorruptDeltaException {
        if (cursor.u8() != Format.KIND_INDEX) {
            throw cursor.corrupt("no index at the position given by the trailer");
        }
        FrameIndex index = new FrameIndex(firstFrame);
        int count = cursor.varint(cursor.remaining() / 2, "number of frames");
        for (int i = 0; i < count; i++) {
            long storedLength = cursor.varint();
            int targetLength =
                    cursor.varint(Format.MAX_OPENED_TARGET_LENGTH, "target length of a frame");
            if (targetLength > targetSize - index.targetOffset(i)
                    || storedLength > indexStart - index.fileOffset(i)) {
                throw cursor.corrupt("frame " + i + " does not fit into the file or the target");
            }
            index.add(storedLength, targetLength);
        }
        cursor.requireEnd();
        if (index.fileOffset(count) != indexStart || index.targetOffset(count) != targetSize) {
            throw cursor.corrupt("the frames do not add up to the file and the target");
        }
        return index;
    }
}
