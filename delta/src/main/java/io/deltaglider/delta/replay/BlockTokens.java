package io.deltaglider.delta.replay;

import io.deltaglider.delta.deflate.Symbols;
import io.deltaglider.delta.deflate.Token;

import java.util.Arrays;

/** The tokens of a block being gathered, and how often each symbol occurs. Not safe for use by several threads. */
final class BlockTokens {
    /** Streams with blocks of more tokens are not replayed: a block is held until it ends. */
    static final int MOST = 1 << 20;

    private int[] tokens = new int[1 << 10];
    private int count;
    final int[] literalFrequencies = new int[Symbols.LITERALS_AND_LENGTHS];
    final int[] distanceFrequencies = new int[Symbols.DISTANCES];

    void clear() {
        count = 0;
        Arrays.fill(literalFrequencies, 0);
        Arrays.fill(distanceFrequencies, 0);
        literalFrequencies[Symbols.END_OF_BLOCK] = 1;
    }

    /** Whether no more tokens fit. */
    boolean isFull() {
        return count >= MOST;
    }

    void add(int token) {
        if (count == tokens.length) {
            tokens = Arrays.copyOf(tokens, count * 2);
        }
        tokens[count++] = token;
        if (Token.isLiteral(token)) {
            literalFrequencies[token]++;
        } else {
            int length = Token.length(token);
            literalFrequencies[Token.isLongForm(token) ? 284 : Symbols.ofLength(length)]++;
            distanceFrequencies[Symbols.ofDistance(Token.distance(token))]++;
        }
    }

    /** Adds literals, of which there must be room for: see {@link #room}. */
    void addLiterals(byte[] bytes, int from, int length) {
        while (tokens.length - count < length) {
            tokens = Arrays.copyOf(tokens, tokens.length * 2);
        }
        int at = count;
        for (int i = from; i < from + length; i++) {
            int literal = bytes[i] & 0xFF;
            tokens[at++] = literal;
            literalFrequencies[literal]++;
        }
        count = at;
    }

    /** How many more tokens fit. */
    int room() {
        return MOST - count;
    }

    int[] tokens() {
        return tokens;
    }

    int count() {
        return count;
    }

    /** Bits that the symbols and their extra bits take with code lengths given, the end of the block included. */
    long bits(byte[] literalLengths, byte[] distanceLengths) {
        long sum = 0;
        for (int i = 0; i < Symbols.LITERALS_AND_LENGTHS; i++) {
            int extra = i < Symbols.FIRST_LENGTH ? 0 : Symbols.lengthExtra(i);
            sum += (long) literalFrequencies[i] * (literalLengths[i] + extra);
        }
        for (int i = 0; i < Symbols.DISTANCES; i++) {
            sum += (long) distanceFrequencies[i] * (distanceLengths[i] + Symbols.distanceExtra(i));
        }
        return sum;
    }
}
