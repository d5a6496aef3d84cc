package io.deltaglider.delta.archive;

import java.io.IOException;

/**
 * Finds the zlib stream of a PNG image (ISO/IEC 15948). Where it is cut into several chunks, these are a stream by
 * themselves, and their data joined holds the other.
 */
final class PngFiles {
    private static final byte[] MAGIC = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    private static final int CHUNK_HEADER = 8;
    private static final int CHUNK_CRC = 4;
    private static final int IMAGE_DATA = 'I' | 'D' << 8 | 'A' << 16 | 'T' << 24;
    private static final int IMAGE_END = 'I' | 'E' << 8 | 'N' << 16 | 'D' << 24;

    private final Scan scan;

    PngFiles(Scan scan) {
        this.scan = scan;
    }

    static byte[] magic() {
        return MAGIC;
    }

    /** Looks at the chunks of an image, and answers where it ends. */
    long look(long from, long to, StreamName name) throws IOException {
        ByteWindow window = scan.window;
        long at = from + MAGIC.length;
        long first = -1;
        long dataLength = 0;
        long chunksEnd = 0;
        int chunks = 0;
        boolean regular = true;
        boolean ended = false;
        while (!ended) {
            int header = window.load(at, CHUNK_HEADER, to);
            if (header < 0) {
                break;
            }
            long length = Integer.reverseBytes(window.i32(header)) & 0xFFFF_FFFFL;
            int type = window.i32(header + 4);
            if (length > to - at - CHUNK_HEADER - CHUNK_CRC) {
                break;
            }
            if (type == IMAGE_DATA) {
                regular &=
                        length > 0
                                && length <= Integer.MAX_VALUE
                                && (chunks == 0 || at == chunksEnd);
                chunks++;
                if (first < 0) {
                    first = at;
                    dataLength = length;
                }
                chunksEnd = at + CHUNK_HEADER + length + CHUNK_CRC;
            }
            at += CHUNK_HEADER + length + CHUNK_CRC;
            ended = type == IMAGE_END;
        }
        long data = first + CHUNK_HEADER;
        if (!regular
                || chunks == 0
                || dataLength <= DeflateStart.ZLIB_HEADER + DeflateStart.ZLIB_TRAILER
                || !scan.deflate.isZlib(data, data + dataLength)) {
            return at;
        }
        if (chunks == 1) {
            scan.found.addExact(
                    data + DeflateStart.ZLIB_HEADER,
                    dataLength - DeflateStart.ZLIB_HEADER - DeflateStart.ZLIB_TRAILER,
                    StreamKind.ZLIB,
                    name,
                    0);
        } else {
            scan.found.addExact(first, chunksEnd - first, StreamKind.PNG_CHUNKS, name, 0);
        }
        return at;
    }
}
