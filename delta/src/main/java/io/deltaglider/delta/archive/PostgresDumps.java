package io.deltaglider.delta.archive;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Finds tables in PostgreSQL's {@code pg_dump -Fc} format. The data of each is one zlib stream, cut into chunks (of 4 KiB
 * before version 16, of 128 KiB since) with their lengths in front, and a length of zero behind the last. The chunks are a stream by
 * themselves, and their data joined holds the other.
 */
final class PostgresDumps {
    private static final byte[] MAGIC = "PGDMP".getBytes(StandardCharsets.US_ASCII);

    /** Bytes of a length: its sign, and 32 bits. Dumps of other widths do not occur. */
    private static final int NUMBER = 5;

    private final Scan scan;

    PostgresDumps(Scan scan) {
        this.scan = scan;
    }

    static byte[] magic() {
        return MAGIC;
    }

    /** Looks at all data up to the limit, which is where the file is taken to end. */
    long look(long from, long to, StreamName name) throws IOException {
        ByteWindow run = scan.run;
        byte[] bytes = run.bytes();
        StreamName table = name.following();
        long at = from + MAGIC.length;
        while (!scan.found.isFull()) {
            int n = run.fill(at, to);
            int i = 0;
            while (i + NUMBER < n && !(bytes[i] == 0 && bytes[i + NUMBER] == UnknownBytes.ZLIB)) {
                i++;
            }
            if (!scan.maySearch(i + 1)) {
                break;
            }
            if (i + NUMBER >= n) {
                if (at + n >= to) {
                    break;
                }
                at += i;
                continue;
            }
            long end = pieces(at + i, to);
            if (end < 0) {
                at += i + 1;
                continue;
            }
            scan.found.addExact(
                    at + i, end - NUMBER - (at + i), StreamKind.POSTGRES_CHUNKS, table, 0);
            table = table.following();
            at = end;
        }
        return to;
    }

    /** If pieces of a zlib stream begin here, where they end, behind their zero; otherwise -1. */
    private long pieces(long from, long to) throws IOException {
        ByteWindow window = scan.window;
        if (!scan.deflate.isZlib(from + NUMBER, to)) {
            return -1;
        }
        long at = from;
        while (true) {
            int number = window.load(at, NUMBER, to);
            if (number < 0 || window.u8(number) != 0) {
                return -1;
            }
            long length = window.u32(number + 1);
            at += NUMBER;
            if (length == 0) {
                return at;
            }
            if (length > to - at || !scan.maySearch(NUMBER)) {
                return -1;
            }
            at += length;
        }
    }
}
