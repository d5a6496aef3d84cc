package io.deltaglider.delta.predict;

import io.deltaglider.delta.deflate.Token;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A whole deflate stream taken apart, slowly and plainly: what tests compare predictions with. */
final class ParsedStream {
    /** One block: its type is 0 if stored, 1 if fixed, 2 if dynamic; its positions are those of the content. */
    static final class Block {
        final int type;
        final boolean last;
        final long start;
        final long end;
        final int[] tokens;

        /** Code lengths of a dynamic block: of literals and lengths, and of distances. */
        final byte[][] lengths;

        private Block(
                int type, boolean last, long start, long end, int[] tokens, byte[][] lengths) {
            this.type = type;
            this.last = last;
            this.start = start;
            this.end = end;
            this.tokens = tokens;
            this.lengths = lengths;
        }
    }

    private static final int[] ORDER = {
        16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15
    };

    private final byte[] packed;
    private long bit;
    private byte[] content = new byte[1 << 16];
    private int size;
    private final List<Block> blocks = new ArrayList<>();

    /** Takes apart a raw deflate stream that begins at {@code from}. */
    ParsedStream(byte[] packed, int from) {
        this.packed = packed;
        bit = 8L * from;
        do {
            blocks.add(block());
        } while (!blocks.getLast().last);
        content = Arrays.copyOf(content, size);
    }

    byte[] content() {
        return content;
    }

    List<Block> blocks() {
        return blocks;
    }

    /** Where the deflate stream of a gzip file without an extra field or comment begins. */
    static int afterGzipHeader(byte[] file) {
        int at = 10;
        if ((file[3] & 8) != 0) {
            while (file[at++] != 0) {}
        }
        return at;
    }

    private int bits(int count) {
        int value = 0;
        for (int i = 0; i < count; i++, bit++) {
            value |= ((packed[(int) (bit >>> 3)] >>> (bit & 7)) & 1) << i;
        }
        return value;
    }

    private void put(byte value) {
        if (size == content.length) {
            content = Arrays.copyOf(content, 2 * size);
        }
        content[size++] = value;
    }

    private Block block() {
        boolean last = bits(1) != 0;
        int type = bits(2);
        long start = size;
        if (type == 0) {
            bit = (bit + 7) & ~7L;
            int length = bits(16);
            bits(16);
            for (int i = 0; i < length; i++) {
                put((byte) bits(8));
            }
            return new Block(type, last, start, size, new int[0], new byte[0][]);
        }
        byte[][] lengths = type == 1 ? fixed() : header();
        int[] tokens = tokens(lengths[0], lengths[1]);
        return new Block(type, last, start, size, tokens, lengths);
    }

    private static byte[][] fixed() {
        byte[] literals = new byte[288];
        Arrays.fill(literals, 0, 144, (byte) 8);
        Arrays.fill(literals, 144, 256, (byte) 9);
        Arrays.fill(literals, 256, 280, (byte) 7);
        Arrays.fill(literals, 280, 288, (byte) 8);
        byte[] distances = new byte[30];
        Arrays.fill(distances, (byte) 5);
        return new byte[][] {literals, distances};
    }

    private byte[][] header() {
        int literals = bits(5) + 257;
        int distances = bits(5) + 1;
        int codes = bits(4) + 4;
        byte[] codeLengths = new byte[19];
        for (int i = 0; i < codes; i++) {
            codeLengths[ORDER[i]] = (byte) bits(3);
        }
        int[] table = table(codeLengths);
        byte[] all = new byte[literals + distances];
        for (int at = 0; at < all.length; ) {
            int symbol = symbol(table);
            if (symbol < 16) {
                all[at++] = (byte) symbol;
            } else {
                byte value = symbol == 16 ? all[at - 1] : 0;
                int run = symbol == 16 ? 3 + bits(2) : symbol == 17 ? 3 + bits(3) : 11 + bits(7);
                Arrays.fill(all, at, at + run, value);
                at += run;
            }
        }
        return new byte[][] {
            Arrays.copyOf(all, literals), Arrays.copyOfRange(all, literals, all.length)
        };
    }

    private int[] tokens(byte[] literalLengths, byte[] distanceLengths) {
        int[] literals = table(literalLengths);
        int[] distances = table(distanceLengths);
        int[] tokens = new int[1024];
        int count = 0;
        while (true) {
            int symbol = symbol(literals);
            int token;
            if (symbol < 256) {
                put((byte) symbol);
                token = symbol;
            } else if (symbol == 256) {
                return Arrays.copyOf(tokens, count);
            } else {
                int length = symbol == 285 ? 258 : number(symbol - 257, 2) + 3;
                int distance = number(symbol(distances), 1) + 1;
                for (int i = 0; i < length; i++) {
                    put(content[size - distance]);
                }
                token =
                        symbol == 284 && length == 258
                                ? Token.longForm(distance)
                                : Token.match(length, distance);
            }
            if (count == tokens.length) {
                tokens = Arrays.copyOf(tokens, 2 * count);
            }
            tokens[count++] = token;
        }
    }

    /** The number that a length or distance code and its extra bits stand for, from 0 on. */
    private int number(int code, int stepBits) {
        int steps = 1 << stepBits;
        if (code < 2 * steps) {
            return code;
        }
        int extra = (code >> stepBits) - 1;
        return ((steps + (code & (steps - 1))) << extra) + bits(extra);
    }

    /** Symbols by code of 15 bits, most significant first, with the code's length in the upper half. */
    private static int[] table(byte[] lengths) {
        int[] table = new int[1 << 15];
        Arrays.fill(table, -1);
        int code = 0;
        for (int length = 1; length <= 15; length++) {
            for (int symbol = 0; symbol < lengths.length; symbol++) {
                if (lengths[symbol] == length) {
                    int next = code + (1 << (15 - length));
                    Arrays.fill(table, code, next, (length << 16) | symbol);
                    code = next;
                }
            }
        }
        return table;
    }

    private int symbol(int[] table) {
        int code = 0;
        for (int i = 0; i < 15; i++) {
            int at = (int) ((bit + i) >>> 3);
            int value = at < packed.length ? (packed[at] >>> ((bit + i) & 7)) & 1 : 0;
            code = (code << 1) | value;
        }
        bit += table[code] >>> 16;
        return table[code] & 0xFFFF;
    }
}
