package io.deltaglider.delta.archive;

import java.io.IOException;

/**
 * Finds the entries of a zip file (PKWARE's APPNOTE.TXT 6.3): by its central directory, and where that is missing or lies,
 * from one local header to the next. Looks into stored entries.
 */
final class ZipFiles {
    private static final int LOCAL = signature(3, 4);
    private static final int CENTRAL = signature(1, 2);
    private static final int END = signature(5, 6);
    private static final int END_64 = signature(6, 6);
    private static final int LOCATOR_64 = signature(6, 7);

    private static final int LOCAL_LENGTH = 30;
    private static final int CENTRAL_LENGTH = 46;
    private static final int END_LENGTH = 22;
    private static final int END_64_LENGTH = 56;
    private static final int LOCATOR_64_LENGTH = 20;
    private static final int MOST_COMMENT = 0xFFFF;

    private static final int STORED = 0;
    private static final int DEFLATED = 8;
    private static final int FLAG_ENCRYPTED = 1;
    private static final int FLAG_LENGTHS_FOLLOW = 8;
    private static final int EXTRA_64 = 1;

    /** In place of a number of 32 or 16 bits: it is in the extra field, or in the zip64 records. */
    private static final long ELSEWHERE = 0xFFFF_FFFFL;

    private static final int DISK_ELSEWHERE = 0xFFFF;

    /** Smallest stored entry of no known format that may hide a zip file behind something else. */
    private static final int SHORTEST_PREFIXED = 4096;

    private final Scan scan;

    ZipFiles(Scan scan) {
        this.scan = scan;
    }

    private static int signature(int third, int fourth) {
        return 'P' | 'K' << 8 | third << 16 | fourth << 24;
    }

    /** Whether the bytes here begin a local header, and say nothing impossible. */
    static boolean isLocalHeader(ByteWindow window, int at) {
        return window.i32(at) == LOCAL && window.u8(at + 4) <= 100 && window.u16(at + 8) <= 99;
    }

    /** Whether the end record begins here, which is all there is of an empty zip file. */
    static boolean isEnd(ByteWindow window, int at) {
        return window.i32(at) == END;
    }

    /**
     * Looks into zip files at the end of bytes, as their central directories describe them.
     *
     * @param certain whether there is a zip file among these bytes: look a little harder
     * @return where they begin, one behind the other; the limit if there are none
     */
    long atEnd(long from, long to, StreamName name, int depth, boolean certain) throws IOException {
        boolean thorough = certain || depth == 0;
        long end = to;
        if (thorough || to - from >= SHORTEST_PREFIXED) {
            long start;
            while (end > from && (start = fileAtEnd(from, end, name, depth, thorough)) >= 0) {
                end = start;
            }
        }
        return end;
    }

    /** Looks into the zip file that ends at the limit, and answers where it begins; -1 if there is none. */
    private long fileAtEnd(long from, long to, StreamName name, int depth, boolean mayHaveComment)
            throws IOException {
        if (to - END_LENGTH < from) {
            return -1;
        }
        int at = scan.window.load(to - END_LENGTH, END_LENGTH, to);
        if (scan.window.i32(at) == END && scan.window.u16(at + 20) == 0) {
            return directory(from, to - END_LENGTH, name, depth);
        }
        long first = Math.max(from, to - END_LENGTH - MOST_COMMENT);
        if (!mayHaveComment || !scan.maySearch(to - first)) {
            return -1;
        }
        // The window is a little shorter than the longest comment.
        first = Math.max(first, to - scan.run.capacity());
        int n = scan.run.fill(first, to);
        for (int i = n - END_LENGTH; i >= 0; i--) {
            if (scan.run.i32(i) == END && i + END_LENGTH + scan.run.u16(i + 20) == n) {
                return directory(from, first + i, name, depth);
            }
        }
        return -1;
    }

    /** Looks into the entries of the central directory of this end record; answers where the file begins, or -1. */
    private long directory(long from, long endRecord, StreamName name, int depth)
            throws IOException {
        ByteWindow window = scan.window;
        int record = window.load(endRecord, END_LENGTH, Long.MAX_VALUE);
        if (record < 0
                || !isOnlyDisk(window.u16(record + 4))
                || !isOnlyDisk(window.u16(record + 6))) {
            return -1;
        }
        long size = window.u32(record + 12);
        long offset = window.u32(record + 16);
        long end = endRecord;
        int locator =
                endRecord - from < LOCATOR_64_LENGTH
                        ? -1
                        : window.load(endRecord - LOCATOR_64_LENGTH, LOCATOR_64_LENGTH, endRecord);
        if (locator >= 0 && window.i32(locator) == LOCATOR_64) {
            long claimed = window.i64(locator + 8);
            long end64 = endRecord - LOCATOR_64_LENGTH - END_64_LENGTH;
            int record64 = end64(end64, from, endRecord);
            if (record64 < 0 && claimed >= 0 && claimed < endRecord - from) {
                end64 = from + claimed;
                record64 = end64(end64, from, endRecord);
            }
            if (record64 >= 0) {
                size = window.i64(record64 + 40);
                offset = window.i64(record64 + 48);
                end = end64;
            }
        }
        if (size == 0) {
            return end;
        }
        long start = end - size;
        if (size < 0 || size > end - from || !isCentral(start, end)) {
            if (offset < 0 || offset >= end - from || !isCentral(from + offset, end)) {
                return -1;
            }
            start = from + offset;
        }
        return entries(from, start, end, start - offset, name, depth);
    }

    private static boolean isOnlyDisk(int number) {
        return number == 0 || number == DISK_ELSEWHERE;
    }

    private int end64(long position, long from, long to) throws IOException {
        int record = position < from ? -1 : scan.window.load(position, END_64_LENGTH, to);
        return record >= 0 && scan.window.i32(record) == END_64 ? record : -1;
    }

    private boolean isCentral(long position, long to) throws IOException {
        int record = scan.window.load(position, CENTRAL_LENGTH, to);
        return record >= 0 && scan.window.i32(record) == CENTRAL;
    }

    /**
     * Looks into the entries of a central directory.
     *
     * @param start of the directory
     * @param end of the directory
     * @param shift added to positions in it to give those in the content
     * @return where the first entry begins; -1 if not one entry is where the directory says
     */
    private long entries(long from, long start, long end, long shift, StreamName name, int depth)
            throws IOException {
        ByteWindow run = scan.run;
        PackedStreams.Builder stored = new PackedStreams.Builder(scan.limits.maxStreams());
        long first = start;
        boolean believed = false;
        boolean doubted = false;
        long at = start;
        while (!scan.found.isFull() && !stored.isFull()) {
            int record = run.load(at, CENTRAL_LENGTH, end);
            if (record < 0 || run.i32(record) != CENTRAL) {
                break;
            }
            int flags = run.u16(record + 8);
            int method = run.u16(record + 10);
            long crc = run.u32(record + 16);
            long packed = run.u32(record + 20);
            long length = run.u32(record + 24);
            int nameLength = run.u16(record + 28);
            int extraLength = run.u16(record + 30);
            int commentLength = run.u16(record + 32);
            long local = run.u32(record + 42);
            if (packed == ELSEWHERE || length == ELSEWHERE || local == ELSEWHERE) {
                int extra = run.load(at + CENTRAL_LENGTH + nameLength, extraLength, end);
                int field = field64(run, extra, extraLength);
                int fieldEnd = field < 0 ? 0 : field + run.u16(field - 2);
                if (length == ELSEWHERE && field >= 0 && field + 8 <= fieldEnd) {
                    length = run.i64(field);
                    field += 8;
                }
                if (packed == ELSEWHERE && field >= 0 && field + 8 <= fieldEnd) {
                    packed = run.i64(field);
                    field += 8;
                }
                if (local == ELSEWHERE && field >= 0 && field + 8 <= fieldEnd) {
                    local = run.i64(field);
                }
            }
            long entry = local < 0 || local > start - shift ? start : local + shift;
            if (entry >= from && entry < start && packed > 0) {
                long data = dataOf(entry, start);
                if (data >= 0 && packed <= start - data) {
                    believed = true;
                    first = Math.min(first, entry);
                    if ((flags & FLAG_ENCRYPTED) == 0 && (method == DEFLATED || method == STORED)) {
                        int text = Math.min(nameLength, scan.limits.maxNameLength());
                        int path = run.load(at + CENTRAL_LENGTH, text, end);
                        if (path >= 0) {
                            PackedStreams.Builder into = method == STORED ? stored : scan.found;
                            into.addExact(
                                    data,
                                    packed,
                                    StreamKind.ZIP,
                                    name.child(run.bytes(), path, text),
                                    crc << 32 | (length & 0xFFFF_FFFFL));
                        }
                    }
                } else {
                    doubted = true;
                }
            } else if (entry >= from && entry < start) {
                first = Math.min(first, entry);
            } else {
                doubted = true;
            }
            at += CENTRAL_LENGTH + nameLength + extraLength + commentLength;
        }
        if (doubted && !believed) {
            return -1;
        }
        lookInto(stored, start, depth);
        return first;
    }

    /** Looks into stored entries that begin before the limit. */
    private void lookInto(PackedStreams.Builder stored, long limit, int depth) throws IOException {
        PackedStreams inOrder = stored.build();
        int count = inOrder.from(limit);
        for (int i = 0; i < count && !scan.found.isFull(); i++) {
            if (inOrder.packedLength(i) >= GzipFiles.SHORTEST) {
                scan.look(inOrder.position(i), inOrder.limit(i), inOrder.name(i), depth + 1);
            }
        }
    }

    /** Where the data of the zip64 field begins in an extra field; -1 if there is none. */
    private static int field64(ByteWindow window, int extra, int length) {
        if (extra < 0) {
            return -1;
        }
        int at = extra;
        int end = extra + length;
        while (at + 4 <= end) {
            int fieldLength = window.u16(at + 2);
            if (window.u16(at) == EXTRA_64) {
                return at + 4 + fieldLength <= end ? at + 4 : -1;
            }
            at += 4 + fieldLength;
        }
        return -1;
    }

    /** Where the data of an entry begins, by its local header; -1 if there is none. */
    private long dataOf(long local, long to) throws IOException {
        ByteWindow window = scan.window;
        int header = window.load(local, LOCAL_LENGTH, to);
        if (header < 0 || window.i32(header) != LOCAL) {
            return -1;
        }
        return local + LOCAL_LENGTH + window.u16(header + 26) + window.u16(header + 28);
    }

    /**
     * Looks into the zip file that begins here: goes from local header to local header, until a central directory
     * describes them.
     *
     * @return where that ends; the start if there is not one entry
     */
    long look(long from, long to, StreamName name, int depth) throws IOException {
        ByteWindow window = scan.window;
        PackedStreams.Builder deflated = new PackedStreams.Builder(scan.limits.maxStreams());
        PackedStreams.Builder stored = new PackedStreams.Builder(scan.limits.maxStreams());
        long at = from;
        while (!deflated.isFull() && !stored.isFull()) {
            int header = window.load(at, LOCAL_LENGTH, to);
            if (header < 0 || !isLocalHeader(window, header)) {
                break;
            }
            int flags = window.u16(header + 6);
            int method = window.u16(header + 8);
            long crc = window.u32(header + 14);
            long packed = window.u32(header + 18);
            long length = window.u32(header + 22);
            int nameLength = window.u16(header + 26);
            int extraLength = window.u16(header + 28);
            int text = Math.min(nameLength, scan.limits.maxNameLength());
            int path = window.load(at + LOCAL_LENGTH, Math.min(text, window.capacity()), to);
            if (path < 0) {
                break;
            }
            StreamName entry = name.child(window.bytes(), path, Math.min(text, window.capacity()));
            long data = at + LOCAL_LENGTH + nameLength + extraLength;
            if (packed == ELSEWHERE || length == ELSEWHERE) {
                int extra = scan.run.load(data - extraLength, extraLength, to);
                int field = field64(scan.run, extra, extraLength);
                if (field >= 0 && scan.run.u16(field - 2) >= 16) {
                    length = scan.run.i64(field);
                    packed = scan.run.i64(field + 8);
                }
            }
            boolean open = (flags & FLAG_LENGTHS_FOLLOW) != 0 && packed == 0;
            if (data > to || packed < 0 || packed > to - data) {
                at = to;
                break;
            }
            if ((flags & FLAG_ENCRYPTED) == 0) {
                if (method == DEFLATED && open) {
                    deflated.addOpen(data, to, StreamKind.ZIP, entry);
                } else if (method == DEFLATED || method == STORED) {
                    (method == STORED ? stored : deflated)
                            .addExact(
                                    data,
                                    packed,
                                    StreamKind.ZIP,
                                    entry,
                                    crc << 32 | (length & 0xFFFF_FFFFL));
                }
            }
            at = data + packed;
            if ((flags & FLAG_LENGTHS_FOLLOW) != 0) {
                at = nextRecord(at, to);
            }
        }
        int end = window.load(at, END_LENGTH, to);
        if (at == from && end >= 0 && window.i32(end) == END) {
            return Math.min(to, at + END_LENGTH + window.u16(end + 20));
        }
        long believed = -1;
        int central = window.load(at, CENTRAL_LENGTH, to);
        if (at > from && central >= 0 && window.i32(central) == CENTRAL) {
            long endRecord = behindDirectory(at, to);
            if (endRecord >= 0) {
                int record = window.load(endRecord, END_LENGTH, to);
                at = Math.min(to, endRecord + END_LENGTH + window.u16(record + 20));
                believed = directory(from, endRecord, name, depth);
            }
        }
        // Entries that the directory says nothing of: another file, without one, lies in front.
        long known = believed < 0 ? at : believed;
        scan.found.addAll(deflated.build(), known);
        lookInto(stored, known, depth);
        return at;
    }

    /** Where the next local header or the directory begins; the limit if none is found. */
    private long nextRecord(long from, long to) throws IOException {
        ByteWindow run = scan.run;
        byte[] bytes = run.bytes();
        long at = from;
        while (true) {
            int n = run.fill(at, to);
            int last = n - LOCAL_LENGTH;
            for (int i = 0; i <= last; i++) {
                if (bytes[i] == 'P' && (isLocalHeader(run, i) || run.i32(i) == CENTRAL)) {
                    return scan.maySearch(i) ? at + i : to;
                }
            }
            if (last < 0 || at + n >= to || !scan.maySearch(n)) {
                return to;
            }
            at += last + 1;
        }
    }

    /** Where the end record behind a directory begins; -1 if there is none. */
    private long behindDirectory(long from, long to) throws IOException {
        ByteWindow run = scan.run;
        long at = from;
        while (true) {
            int record = run.load(at, END_LENGTH, to);
            if (record < 0) {
                return -1;
            }
            int signature = run.i32(record);
            if (signature == END) {
                return at;
            }
            if (signature == CENTRAL) {
                record = run.load(at, CENTRAL_LENGTH, to);
                if (record < 0) {
                    return -1;
                }
                at +=
                        CENTRAL_LENGTH
                                + run.u16(record + 28)
                                + run.u16(record + 30)
                                + run.u16(record + 32);
            } else if (signature == END_64) {
                at += END_64_LENGTH;
            } else if (signature == LOCATOR_64) {
                at += LOCATOR_64_LENGTH;
            } else {
                return -1;
            }
        }
    }
}
