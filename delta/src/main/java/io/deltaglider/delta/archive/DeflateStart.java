package io.deltaglider.delta.archive;

import java.io.IOException;

/**
 * Whether bytes may be the start of a deflate or zlib stream. True for every real one; of random bytes behind a zlib header
 * about one in a thousand passes, of such behind none one in fifty.
 */
final class DeflateStart {
    /** Bytes of a stream that are looked at. */
    private static final int LENGTH = 96;

    /** Bytes around deflate data in a zlib stream (RFC 1950): header, and Adler-32. */
    static final int ZLIB_HEADER = 2;

    static final int ZLIB_TRAILER = 4;

    /** Extra bits of length codes 257 to 285, and of distance codes (RFC 1951, 3.2.5). */
    private static final byte[] LENGTH_EXTRA = {
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0
    };

    private static final int MAX_LITERAL_CODES = 286;
    private static final int MAX_DISTANCE_CODES = 30;
    private static final int CODE_LENGTHS = 7;

    private final ByteWindow window;

    /** Index of the first byte that was not looked at, and of the one behind the last. */
    private int next;

    private int end;
    private long bits;
    private int bitCount;

    DeflateStart(ByteWindow window) {
        this.window = window;
    }

    /** Whether a zlib stream may begin at a position: header and first block. */
    boolean isZlib(long position, long limit) throws IOException {
        int at = window.load(position, ZLIB_HEADER, limit);
        return at >= 0
                && isZlibHeader(window.u8(at), window.u8(at + 1))
                && isDeflate(position + ZLIB_HEADER, limit);
    }

    /** Method deflate, a window of at most 32 KiB, no preset dictionary, and the check bits right. */
    private static boolean isZlibHeader(int method, int flags) {
        return (method & 0x0F) == 8
                && method >>> 4 <= 7
                && (flags & 0x20) == 0
                && (method << 8 | flags) % 31 == 0;
    }

    /** Whether a raw deflate stream may begin at a position. Where bytes are missing, what there is decides. */
    boolean isDeflate(long position, long limit) throws IOException {
        int length = (int) Math.min(LENGTH, limit - position);
        next = length < 2 ? -1 : window.load(position, length, limit);
        if (next < 0) {
            return false;
        }
        end = next + length;
        bits = 0;
        bitCount = 0;
        refill();
        take(1);
        return switch (take(2)) {
            case 0 -> isStored();
            case 1 -> isFixed();
            case 2 -> isDynamic();
            default -> false;
        };
    }

    private boolean isStored() {
        take(5);
        if (bitCount < 32) {
            return false;
        }
        int length = take(16);
        return (length ^ take(16)) == 0xFFFF;
    }

    /** Follows the fixed codes for as long as there are bytes: a match cannot reach back before the start. */
    private boolean isFixed() {
        int content = 0;
        while (refill() && bitCount >= 32) {
            int symbol = fixedSymbol();
            if (symbol < 256) {
                content++;
                continue;
            }
            if (symbol == 256) {
                return true;
            }
            int code = symbol - 257;
            if (code >= LENGTH_EXTRA.length) {
                return false;
            }
            int length = code == 28 ? 258 : lengthBase(code) + take(LENGTH_EXTRA[code]);
            int distance = reversed(5);
            if (distance >= MAX_DISTANCE_CODES) {
                return false;
            }
            int extra = Math.max(0, (distance >> 1) - 1);
            int base = distance < 2 ? distance + 1 : ((2 + (distance & 1)) << extra) + 1;
            if (base + take(extra) > content) {
                return false;
            }
            content += length;
        }
        return true;
    }

    private static int lengthBase(int code) {
        int extra = LENGTH_EXTRA[code];
        return code < 8 ? code + 3 : ((4 + (code & 3)) << extra) + 3;
    }

    private int fixedSymbol() {
        int high = reversed(7);
        if (high <= 0b0010111) {
            return 256 + high;
        }
        int eight = high << 1 | take(1);
        if (eight <= 0b10111111) {
            return eight - 0b00110000;
        }
        if (eight <= 0b11000111) {
            return 280 + eight - 0b11000000;
        }
        return 144 + (eight << 1 | take(1)) - 0b110010000;
    }

    /** The counts are in range, and the code of the code lengths is complete, as every inflater demands. */
    private boolean isDynamic() {
        int literals = take(5) + 257;
        int distances = take(5) + 1;
        int codes = take(4) + 4;
        if (literals > MAX_LITERAL_CODES || distances > MAX_DISTANCE_CODES) {
            return false;
        }
        int used = 0;
        for (int i = 0; i < codes; i++) {
            refill();
            if (bitCount < 3) {
                return false;
            }
            int length = take(3);
            used += length == 0 ? 0 : 1 << (CODE_LENGTHS - length);
        }
        return used == 1 << CODE_LENGTHS;
    }

    private boolean refill() {
        while (bitCount <= 56 && next < end) {
            bits |= (long) window.u8(next++) << bitCount;
            bitCount += 8;
        }
        return true;
    }

    private int take(int count) {
        int value = (int) (bits & (1L << count) - 1);
        bits >>>= count;
        bitCount -= count;
        return value;
    }

    /** Huffman codes are packed from their highest bit on. */
    private int reversed(int count) {
        return Integer.reverse(take(count)) >>> (32 - count);
    }
}
