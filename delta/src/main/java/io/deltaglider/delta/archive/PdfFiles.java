package io.deltaglider.delta.archive;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Finds zlib streams in a PDF (ISO 32000-1, 7.3.8 and 7.4.4), by the keywords around them: the cross-reference table may
 * itself be packed. Where they end exactly is not known.
 */
final class PdfFiles {
    private static final byte[] MAGIC = "%PDF-".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BEGIN = "stream".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "endstream".getBytes(StandardCharsets.US_ASCII);

    private final Scan scan;

    PdfFiles(Scan scan) {
        this.scan = scan;
    }

    static byte[] magic() {
        return MAGIC;
    }

    /** Looks at all streams up to the limit, which is where the file is taken to end. */
    long look(long from, long to, StreamName name) throws IOException {
        StreamName stream = name.following();
        long at = from;
        while (!scan.found.isFull()) {
            long begin = find(BEGIN, at, to);
            if (begin < 0) {
                break;
            }
            long data = begin + BEGIN.length + lineEnd(begin + BEGIN.length, to);
            if (data == begin + BEGIN.length || !scan.deflate.isZlib(data, to)) {
                at = begin + BEGIN.length;
                continue;
            }
            long end = find(END, data, to);
            if (end < 0) {
                end = to;
            }
            scan.found.addOpen(data + DeflateStart.ZLIB_HEADER, end, StreamKind.ZLIB, stream);
            stream = stream.following();
            at = Math.min(to, end + END.length);
        }
        return to;
    }

    /** Bytes of the end of line here: 0 to 2. */
    private int lineEnd(long at, long to) throws IOException {
        int i = scan.window.load(at, 2, to);
        if (i < 0) {
            return 0;
        }
        int c = scan.window.u8(i);
        if (c == '\r') {
            return scan.window.u8(i + 1) == '\n' ? 2 : 1;
        }
        return c == '\n' ? 1 : 0;
    }

    /** Where a word occurs next; -1 if it does not, or no more bytes may be searched. */
    private long find(byte[] word, long from, long to) throws IOException {
        ByteWindow run = scan.run;
        byte[] bytes = run.bytes();
        long at = from;
        while (true) {
            int n = run.fill(at, to);
            int last = n - word.length;
            for (int i = 0; i <= last; i++) {
                if (bytes[i] == word[0] && run.holds(i, word)) {
                    return scan.maySearch(i + word.length) ? at + i : -1;
                }
            }
            if (last < 0 || at + n >= to || !scan.maySearch(n)) {
                return -1;
            }
            at += last + 1;
        }
    }
}
