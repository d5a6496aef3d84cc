package io.deltaglider.delta.stream;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.deflate.ContentReader;
import io.deltaglider.delta.deflate.DamagedStreamException;

import java.io.IOException;
import java.util.Arrays;
import java.util.zip.CRC32;

/** Joins the data of consecutive chunks. Refuses those that could not be made again from their data and lengths. */
final class ChunkReader implements ContentReader {
    private final Content packed;
    private final long start;
    private final long limit;
    private final ChunkLayout layout;
    private final byte[] header;
    private final byte[] trailer;
    private final byte[] expected;
    private final CRC32 crc = new CRC32();
    private long at;

    /** Data of the chunk at hand that has not been read. */
    private int left;

    private boolean ended;

    ChunkReader(Content packed, long position, long limit, ChunkLayout layout) {
        this.packed = packed;
        this.start = position;
        this.at = position;
        this.limit = limit;
        this.layout = layout;
        this.header = new byte[layout.headerLength()];
        this.trailer = new byte[layout.trailerLength()];
        this.expected = new byte[layout.trailerLength()];
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        if (left == 0 && !next()) {
            return -1;
        }
        int n = Math.min(length, left);
        packed.read(at, into, from, n);
        crc.update(into, from, n);
        at += n;
        left -= n;
        if (left == 0) {
            end();
        }
        return n;
    }

    /** Goes to the data of the next chunk; false if there is none. */
    private boolean next() throws IOException {
        if (ended || header.length > limit - at) {
            ended = true;
            return false;
        }
        packed.read(at, header, 0, header.length);
        int length = layout.length(header);
        if (length == 0) {
            ended = true;
            return false;
        }
        if (length > limit - at - header.length - trailer.length) {
            throw new DamagedStreamException("chunk exceeds its container, at byte " + at);
        }
        layout.begin(crc, header);
        at += header.length;
        left = length;
        return true;
    }

    private void end() throws IOException {
        packed.read(at, trailer, 0, trailer.length);
        layout.putTrailer(expected, crc);
        if (!Arrays.equals(trailer, expected)) {
            throw new DamagedStreamException("wrong chunk checksum, at byte " + at);
        }
        at += trailer.length;
    }

    @Override
    public long packedLength() {
        if (!ended) {
            throw new IllegalStateException("the stream has not been read to its end");
        }
        return at - start;
    }
}
