package io.deltaglider.delta.archive;

import java.io.IOException;

/** Finds the stream of a gzip member (RFC 1952), and of all members where they tell their lengths, as BGZF's do (SAM specification, 4.1). */
final class GzipFiles {
    /** Bytes of the smallest member: header, an empty fixed block, trailer. */
    static final int SHORTEST = 20;

    static final int TRAILER = 8;

    private static final int HEADER = 10;
    private static final int FLAG_HEADER_CRC = 2;
    private static final int FLAG_EXTRA = 4;
    private static final int FLAG_NAME = 8;
    private static final int FLAG_COMMENT = 16;
    private static final int FLAGS_RESERVED = 0xE0;

    /** Field of the header that holds the length of the member, less one. */
    private static final int BLOCK_LENGTH_FIELD = 'B' | 'C' << 8;

    private final Scan scan;

    /** Length that the last header gave to its member; 0 if none. */
    private int memberLength;

    GzipFiles(Scan scan) {
        this.scan = scan;
    }

    /** Whether these are the first bytes of a member: 1F 8B, deflate, no reserved flag. */
    static boolean isHeader(ByteWindow window, int at) {
        return window.u8(at) == 0x1F
                && window.u8(at + 1) == 0x8B
                && window.u8(at + 2) == 8
                && (window.u8(at + 3) & FLAGS_RESERVED) == 0;
    }

    /**
     * Looks at members from here on, as far as they tell their lengths.
     *
     * @return where they end: the limit, if only inflating can tell
     */
    long look(long at, long to, StreamName name) throws IOException {
        long member = at;
        StreamName memberName = name;
        while (!scan.found.isFull()) {
            long data = dataOf(member, to);
            if (data < 0 || !scan.deflate.isDeflate(data, to)) {
                return member == at ? Scan.NOTHING : member;
            }
            long end = member + memberLength;
            long length = end - TRAILER - data;
            if (memberLength == 0 || end > to || length <= 0) {
                scan.found.addOpen(data, to, StreamKind.GZIP, memberName);
                return to;
            }
            int trailer = scan.window.load(end - TRAILER, TRAILER, to);
            long crc = scan.window.u32(trailer);
            long checksum = crc << 32 | scan.window.u32(trailer + 4);
            scan.found.addExact(data, length, StreamKind.GZIP, memberName, checksum);
            member = end;
            memberName = memberName.following();
        }
        return member;
    }

    /** Where the deflate data of the member that begins here begins; -1 if none does, or its header has no end. */
    long dataOf(long member, long to) throws IOException {
        memberLength = 0;
        ByteWindow window = scan.window;
        int header = window.load(member, HEADER, to);
        if (header < 0 || !isHeader(window, header)) {
            return -1;
        }
        int flags = window.u8(header + 3);
        long at = member + HEADER;
        if ((flags & FLAG_EXTRA) != 0) {
            int length = window.load(at, 2, to);
            if (length < 0) {
                return -1;
            }
            int extra = window.u16(length);
            at += 2;
            int fields = window.load(at, Math.min(extra, 6), to);
            if (extra >= 6
                    && fields >= 0
                    && window.u16(fields) == BLOCK_LENGTH_FIELD
                    && window.u16(fields + 2) == 2) {
                memberLength = window.u16(fields + 4) + 1;
            }
            at += extra;
        }
        if ((flags & FLAG_NAME) != 0) {
            at = behindZero(at, to);
        }
        if ((flags & FLAG_COMMENT) != 0 && at >= 0) {
            at = behindZero(at, to);
        }
        if ((flags & FLAG_HEADER_CRC) != 0 && at >= 0) {
            at += 2;
        }
        return at < to ? at : -1;
    }

    private long behindZero(long from, long to) throws IOException {
        ByteWindow window = scan.window;
        long limit = Math.min(to, from + scan.limits.maxNameLength() + 1);
        for (long at = from; at < limit; at++) {
            int i = window.load(at, 1, limit);
            if (i < 0 || window.u8(i) == 0) {
                return i < 0 ? -1 : at + 1;
            }
        }
        return -1;
    }
}
