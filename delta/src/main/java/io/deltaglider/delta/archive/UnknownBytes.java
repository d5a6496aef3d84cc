package io.deltaglider.delta.archive;

import java.io.IOException;

/**
 * Searches bytes of an unknown format for what looks like the start of a zip file, a tar file, a gzip member or a zlib
 * stream: an archive behind a program, the objects of a git pack, packed sections of an ELF file.
 */
final class UnknownBytes {
    /** First byte of zlib streams with a window of 32 KiB, which nearly all have. */
    static final byte ZLIB = 0x78;

    private static final byte GZIP = 0x1F;
    private static final byte ZIP = 'P';
    private static final byte TAR = 'u';

    /** Bytes of a zip's local header that are looked at first. */
    private static final int SHORTEST = 30;

    private static final byte[][] INCOMPRESSIBLE = {
        {(byte) 0xFD, '7', 'z', 'X', 'Z', 0},
        {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD},
        {'B', 'Z', 'h'},
        {'7', 'z', (byte) 0xBC, (byte) 0xAF, 0x27, 0x1C},
        {0x04, 0x22, 0x4D, 0x18},
        {'R', 'a', 'r', '!'},
        {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF},
    };

    /** Whether a byte may be the first of what {@link #isStart} takes: nearly all are not. */
    private static final boolean[] FIRST = new boolean[256];

    static {
        FIRST[ZLIB] = true;
        FIRST[GZIP] = true;
        FIRST[ZIP] = true;
        FIRST[TAR] = true;
    }

    private final Scan scan;

    UnknownBytes(Scan scan) {
        this.scan = scan;
    }

    void search(long from, long to, StreamName name, int depth) throws IOException {
        ByteWindow run = scan.run;
        byte[] bytes = run.bytes();
        StreamName candidate = name.following();
        // A tar file whose first header is damaged is found here, and its entries keep their names.
        StreamName tar = name;
        long at = from;
        if (to - from < SHORTEST || isIncompressible(from, to)) {
            return;
        }
        long base = from;
        int n = 0;
        while (!scan.found.isFull()) {
            // What was looked at for a candidate may be of a run, too.
            if (at - base > n - SHORTEST || !run.holds(base, n)) {
                base = at;
                n = run.fill(at, to);
            }
            int first = (int) (at - base);
            int last = n - SHORTEST;
            int i = first;
            while (i <= last && !(FIRST[bytes[i] & 0xFF] && isStart(bytes[i], bytes[i + 1]))) {
                i++;
            }
            if (!scan.maySearch(i - first + 1)) {
                return;
            }
            if (i > last) {
                if (base + n >= to) {
                    return;
                }
                at = base + i;
                continue;
            }
            long start = base + i;
            at = start + 1;
            if (bytes[i] == ZIP) {
                if (ZipFiles.isLocalHeader(run, i)) {
                    StreamName zip = candidate;
                    long end =
                            scan.attempt(
                                    ContainerFormat.ZIP,
                                    Scan.NOTHING,
                                    () -> scan.zip().look(start, to, zip, depth));
                    at = Math.max(at, end);
                    candidate = candidate.following();
                }
                continue;
            }
            if (bytes[i] == TAR) {
                StreamName damaged = tar;
                long end =
                        scan.attempt(
                                ContainerFormat.TAR,
                                Scan.NOTHING,
                                () -> scan.tar().lookAround(start, from, to, damaged, depth));
                if (end > start) {
                    tar = tar.following();
                    at = end;
                }
                continue;
            }
            long data = -1;
            if (bytes[i] == GZIP) {
                data = GzipFiles.isHeader(run, i) ? scan.gzip().dataOf(start, to) : -1;
                data = data >= 0 && scan.deflate.isDeflate(data, to) ? data : -1;
            } else if (scan.deflate.isZlib(start, to)) {
                data = start + DeflateStart.ZLIB_HEADER;
            }
            if (data >= 0) {
                scan.found.addOpen(data, to, StreamKind.CANDIDATE, candidate);
                candidate = candidate.following();
                at = data;
            }
        }
    }

    private static boolean isStart(byte first, byte second) {
        return switch (first) {
            case ZLIB -> (ZLIB << 8 | (second & 0xFF)) % 31 == 0;
            case GZIP -> second == (byte) 0x8B;
            case ZIP -> second == 'K';
            case TAR -> second == 's';
            default -> false;
        };
    }

    private boolean isIncompressible(long from, long to) throws IOException {
        int first = scan.window.load(from, SHORTEST, to);
        for (byte[] magic : INCOMPRESSIBLE) {
            if (scan.window.holds(first, magic)) {
                return true;
            }
        }
        return false;
    }
}
