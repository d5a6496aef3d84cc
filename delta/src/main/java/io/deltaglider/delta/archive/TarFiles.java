package io.deltaglider.delta.archive;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Goes through the entries of a tar file (POSIX.1-2001 ustar and pax, GNU tar, and the older format without a magic) and
 * looks into the data of each.
 */
final class TarFiles {
    /** Everything in a tar file is a multiple of this. */
    static final int BLOCK = 512;

    private static final int NAME_LENGTH = 100;
    private static final int SIZE = 124;
    private static final int SIZE_LENGTH = 12;
    private static final int CHECKSUM = 148;
    private static final int CHECKSUM_LENGTH = 8;
    private static final int TYPE = 156;
    private static final int MAGIC = 257;
    private static final int PREFIX = 345;
    private static final int PREFIX_LENGTH = 155;

    /** Flag in GNU's header of a sparse file, and in each block behind it: another block of its map follows. */
    private static final int SPARSE_MORE = 482;

    private static final int SPARSE_MORE_IN_BLOCK = 504;

    private static final byte[] USTAR = "ustar".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PATH = "path=".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PAX_SIZE = "size=".getBytes(StandardCharsets.US_ASCII);

    private final Scan scan;
    private final byte[] path;

    /** From a header in front of an entry: length of {@link #path}, and size of the data. -1 if there was none. */
    private int longPath = -1;

    private long longSize = -1;

    TarFiles(Scan scan, int maxNameLength) {
        this.scan = scan;
        path = new byte[Math.max(maxNameLength, PREFIX_LENGTH + 1 + NAME_LENGTH)];
    }

    /** Whether the block here is the header of an entry: its checksum tells. */
    static boolean isHeader(ByteWindow window, int block) {
        long expected = octal(window, block + CHECKSUM, CHECKSUM_LENGTH);
        if (expected <= 0) {
            return false;
        }
        int unsigned = 0;
        int signed = 0;
        byte[] bytes = window.bytes();
        for (int i = 0; i < BLOCK; i++) {
            boolean blank = i >= CHECKSUM && i < CHECKSUM + CHECKSUM_LENGTH;
            byte value = blank ? (byte) ' ' : bytes[block + i];
            unsigned += value & 0xFF;
            signed += value;
        }
        return expected == unsigned || expected == signed;
    }

    /**
     * Looks into the entries from here on, and answers where the file ends: behind its blocks of zeros, if it has any.
     * Where a header is damaged it goes on with the next good one, so that the names of all others are known.
     */
    long look(long from, long to, StreamName name, int depth) throws IOException {
        ByteWindow window = scan.window;
        longPath = -1;
        longSize = -1;
        long at = from;
        while (!scan.found.isFull()) {
            int header = window.load(at, BLOCK, to);
            if (header < 0) {
                break;
            }
            if (!isHeader(window, header)) {
                long next = isEnd(at, to) ? -1 : nextHeader(at + BLOCK, to);
                if (next < 0) {
                    break;
                }
                longPath = -1;
                longSize = -1;
                lookIntoUnnamed(at, next, name.following(), depth);
                at = next;
                continue;
            }
            int type = window.u8(header + TYPE);
            long size = longSize >= 0 ? longSize : number(window, header + SIZE, SIZE_LENGTH);
            boolean sparse = type == 'S' && window.u8(header + SPARSE_MORE) != 0;
            StreamName entry = longPath >= 0 ? name.child(path, 0, longPath) : name(header, name);
            at += BLOCK;
            while (sparse) {
                int map = window.load(at, BLOCK, to);
                sparse = map >= 0 && window.u8(map + SPARSE_MORE_IN_BLOCK) != 0;
                at += map >= 0 ? BLOCK : 0;
            }
            boolean hasData = hasData(type);
            long end = hasData && size > 0 ? at + Math.min(size, to - at) : at;
            switch (type) {
                case 'L' -> readLongName(at, end);
                case 'x' -> readExtended(at, end);
                default -> {
                    if (type != 'K' && type != 'g') {
                        longPath = -1;
                        longSize = -1;
                        if (isFile(type)) {
                            lookInto(at, end, entry, depth);
                        }
                    }
                }
            }
            at = end + (BLOCK - (end - at) % BLOCK) % BLOCK;
        }
        return behindZeros(Math.min(at, to), to);
    }

    /**
     * Looks into the tar file whose first header has its magic at a place, if there is one.
     *
     * @param from where the header begins at the earliest
     * @return where that file ends, -1 if there is none
     */
    long lookAround(long magic, long from, long to, StreamName name, int depth) throws IOException {
        long start = magic - MAGIC;
        int header = start < from ? -1 : scan.window.load(start, BLOCK, to);
        return header >= 0
                        && scan.window.holds(header + MAGIC, USTAR)
                        && isHeader(scan.window, header)
                ? look(start, to, name, depth)
                : -1;
    }

    /** Where the next header begins that has a magic, of the blocks from here on; -1 if none has. */
    private long nextHeader(long from, long to) throws IOException {
        ByteWindow run = scan.run;
        long base = from;
        while (true) {
            int n = run.fill(base, to) / BLOCK * BLOCK;
            if (n == 0 || !scan.maySearch(n)) {
                return -1;
            }
            for (int i = 0; i < n; i += BLOCK) {
                if (run.holds(i + MAGIC, USTAR) && isHeader(run, i)) {
                    return base + i;
                }
            }
            base += n;
        }
    }

    /** Whether the file ends here, and not in one block of zeros where a header was. */
    private boolean isEnd(long at, long to) throws IOException {
        if (!isZeros(scan.window.load(at, BLOCK, to))) {
            return false;
        }
        int next = scan.window.load(at + BLOCK, BLOCK, to);
        return next < 0 || isZeros(next) || isHeader(scan.window, next);
    }

    private boolean isZeros(int block) {
        byte[] bytes = scan.window.bytes();
        for (int i = 0; i < BLOCK; i++) {
            if (bytes[block + i] != 0) {
                return false;
            }
        }
        return true;
    }

    /** Looks into what lies where a header should be: something else than an entry, or one with a damaged header. */
    private void lookIntoUnnamed(long from, long to, StreamName name, int depth)
            throws IOException {
        int before = scan.found.count();
        lookInto(from, to, name, depth);
        if (scan.found.count() == before) {
            lookInto(from + BLOCK, to, name, depth);
        }
    }

    private void lookInto(long from, long to, StreamName entry, int depth) throws IOException {
        if (to - from >= GzipFiles.SHORTEST) {
            scan.look(from, to, entry, depth + 1);
            // A tar file inside this one has used these.
            longPath = -1;
            longSize = -1;
        }
    }

    /** Links, devices and directories have no data, whatever size some writers give them. */
    private static boolean hasData(int type) {
        return type < '1' || type > '6';
    }

    private static boolean isFile(int type) {
        return type == 0 || type == '0' || type == '7' || type == 'S';
    }

    private StreamName name(int header, StreamName parent) {
        ByteWindow window = scan.window;
        byte[] bytes = window.bytes();
        int length = 0;
        // GNU tar ends its magic otherwise, and keeps other things where the prefix is.
        if (window.holds(header + MAGIC, USTAR) && window.u8(header + MAGIC + USTAR.length) == 0) {
            int prefix = lengthOfText(header + PREFIX, PREFIX_LENGTH);
            System.arraycopy(bytes, header + PREFIX, path, 0, prefix);
            length = prefix;
            if (prefix > 0) {
                path[length++] = '/';
            }
        }
        int last = lengthOfText(header, NAME_LENGTH);
        System.arraycopy(bytes, header, path, length, last);
        return parent.child(path, 0, length + last);
    }

    private int lengthOfText(int from, int most) {
        byte[] bytes = scan.window.bytes();
        int length = 0;
        while (length < most && bytes[from + length] != 0) {
            length++;
        }
        return length;
    }

    private void readLongName(long from, long to) throws IOException {
        int length = (int) Math.min(to - from, Math.min(path.length, scan.window.capacity()));
        int at = scan.window.load(from, length, to);
        if (at >= 0) {
            int text = lengthOfText(at, length);
            System.arraycopy(scan.window.bytes(), at, path, 0, text);
            longPath = text;
        }
    }

    /** Reads pax records, each its length, a space, a key, an equals sign, a value and a new line. */
    private void readExtended(long from, long to) throws IOException {
        ByteWindow window = scan.window;
        int at = to - from > window.capacity() ? -1 : window.load(from, (int) (to - from), to);
        int end = at < 0 ? at : at + (int) (to - from);
        byte[] bytes = window.bytes();
        while (at < end) {
            int record = at;
            int length = 0;
            while (at < end && bytes[at] >= '0' && bytes[at] <= '9' && length < 1 << 20) {
                length = length * 10 + bytes[at++] - '0';
            }
            int recordEnd = record + length;
            if (at >= end || bytes[at] != ' ' || recordEnd > end || recordEnd <= at + 1) {
                return;
            }
            int key = at + 1;
            int value = key + PATH.length;
            if (value < recordEnd && window.holds(key, PATH)) {
                longPath = Math.min(recordEnd - 1 - value, path.length);
                System.arraycopy(bytes, value, path, 0, longPath);
            } else if (value < recordEnd && window.holds(key, PAX_SIZE)) {
                longSize = decimal(bytes, value, recordEnd - 1);
            }
            at = recordEnd;
        }
    }

    private static long decimal(byte[] bytes, int from, int to) {
        long value = 0;
        for (int i = from; i < to; i++) {
            if (bytes[i] < '0' || bytes[i] > '9' || value > Long.MAX_VALUE / 100) {
                return -1;
            }
            value = value * 10 + bytes[i] - '0';
        }
        return value;
    }

    /** A number in octal digits, or (GNU, for large ones) in binary with the top bit set in front; -1 if it is neither. */
    private static long number(ByteWindow window, int from, int length) {
        if (window.u8(from) != 0x80) {
            return octal(window, from, length);
        }
        long value = Long.reverseBytes(window.i64(from + length - 8));
        return value < 0 ? -1 : value;
    }

    private static long octal(ByteWindow window, int from, int length) {
        long value = -1;
        for (int i = from; i < from + length; i++) {
            int c = window.u8(i);
            if (c >= '0' && c <= '7') {
                value = Math.max(value, 0) << 3 | c - '0';
            } else if (c != 0 && c != ' ') {
                return -1;
            } else if (c == 0 || value >= 0) {
                break;
            }
        }
        return value;
    }

    private long behindZeros(long from, long to) throws IOException {
        ByteWindow window = scan.window;
        long at = from;
        while (scan.maySearch(BLOCK)) {
            int block = window.load(at, BLOCK, to);
            if (block < 0 || !isZeros(block)) {
                return at;
            }
            at += BLOCK;
        }
        return at;
    }
}
