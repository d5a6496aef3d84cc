package io.deltaglider.delta.deflate;

/**
 * A token of a deflate stream (RFC 1951, 3.2.5) in one {@code int}: a literal is its byte, 0 to 255; a match is its
 * length, 3 to 258, and its distance, 1 to 32,768. A match of 258 bytes can be written in two ways, one of which no
 * common compressor uses; that one has a mark of its own.
 */
public final class Token {
    /** What a reader answers instead of a token at the end of a block. */
    public static final int END_OF_BLOCK = -1;

    public static final int MIN_MATCH = 3;
    public static final int MAX_MATCH = 258;

    /** Largest distance of a match. */
    public static final int MAX_DISTANCE = 32_768;

    /** A match of 258 bytes written as length code 284 with all extra bits set. */
    private static final int LONG_FORM = 1 << 30;

    private static final int LENGTH_SHIFT = 16;

    private Token() {}

    public static int literal(byte value) {
        return value & 0xFF;
    }

    public static int match(int length, int distance) {
        return length << LENGTH_SHIFT | distance;
    }

    /** The match of 258 bytes in its uncommon form. */
    public static int longForm(int distance) {
        return LONG_FORM | match(MAX_MATCH, distance);
    }

    public static boolean isLiteral(int token) {
        return token < 1 << LENGTH_SHIFT;
    }

    public static boolean isLongForm(int token) {
        return (token & LONG_FORM) != 0;
    }

    /** Bytes of content that the token stands for: 1 to 258. */
    public static int length(int token) {
        return isLiteral(token) ? 1 : token >>> LENGTH_SHIFT & 0x1FF;
    }

    /** Distance of a match. */
    public static int distance(int token) {
        return token & 0xFFFF;
    }
}
