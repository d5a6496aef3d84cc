package io.deltaglider.delta.deflate;

/** What deflate's length and distance symbols stand for (RFC 1951, 3.2.5). */
public final class Symbols {
    public static final int END_OF_BLOCK = 256;
    public static final int FIRST_LENGTH = 257;
    public static final int LITERALS_AND_LENGTHS = 286;
    public static final int DISTANCES = 30;
    public static final int CODE_LENGTHS = 19;

    private static final byte[] LENGTH_EXTRA = {
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0
    };
    private static final short[] LENGTH_BASE = new short[29];
    private static final byte[] LENGTH_SYMBOL = new byte[Token.MAX_MATCH + 1];
    private static final int[] DISTANCE_BASE = new int[DISTANCES];

    /** The order in which a block's header gives the lengths of the code for code lengths. */
    private static final byte[] CODE_LENGTH_ORDER = {
        16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15
    };

    static {
        int length = Token.MIN_MATCH;
        for (int i = 0; i < 28; i++) {
            LENGTH_BASE[i] = (short) length;
            for (int j = 0; j < 1 << LENGTH_EXTRA[i] && length <= Token.MAX_MATCH; j++) {
                LENGTH_SYMBOL[length++] = (byte) i;
            }
        }
        LENGTH_BASE[28] = Token.MAX_MATCH;
        LENGTH_SYMBOL[Token.MAX_MATCH] = 28;
        int distance = 1;
        for (int i = 0; i < DISTANCES; i++) {
            DISTANCE_BASE[i] = distance;
            distance += 1 << distanceExtra(i);
        }
    }

    private Symbols() {}

    /** The symbol of a match's length. */
    public static int ofLength(int length) {
        return FIRST_LENGTH + LENGTH_SYMBOL[length];
    }

    /** Extra bits of a length symbol. */
    public static int lengthExtra(int symbol) {
        return LENGTH_EXTRA[symbol - FIRST_LENGTH];
    }

    /** Shortest length of a length symbol. */
    public static int lengthBase(int symbol) {
        return LENGTH_BASE[symbol - FIRST_LENGTH];
    }

    /** The symbol of a distance. */
    public static int ofDistance(int distance) {
        int d = distance - 1;
        if (d < 4) {
            return d;
        }
        int top = 31 - Integer.numberOfLeadingZeros(d);
        return 2 * top + (d >>> (top - 1) & 1);
    }

    /** Extra bits of a distance symbol. */
    public static int distanceExtra(int symbol) {
        return symbol < 4 ? 0 : (symbol >> 1) - 1;
    }

    /** Smallest distance of a distance symbol. */
    public static int distanceBase(int symbol) {
        return DISTANCE_BASE[symbol];
    }

    /** The symbol whose length stands at {@code place} in a block's header. */
    public static int codeLengthAt(int place) {
        return CODE_LENGTH_ORDER[place];
    }
}
