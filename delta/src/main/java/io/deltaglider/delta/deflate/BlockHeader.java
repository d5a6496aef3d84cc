package io.deltaglider.delta.deflate;

/**
 * The header of a block exactly as it is written (RFC 1951, 3.2.3 to 3.2.7). Reused from block to block. Not safe for use
 * by several threads.
 */
public final class BlockHeader {
    public static final int STORED = 0;
    public static final int FIXED = 1;
    public static final int DYNAMIC = 2;

    /** Lengths that a header can give: 286 literals and lengths, 30 distances. */
    public static final int MAX_LENGTHS = Symbols.LITERALS_AND_LENGTHS + Symbols.DISTANCES;

    boolean last;
    int type;
    int storedLength;
    int paddingBits;
    int padding;
    int literalCount;
    int distanceCount;
    int codeLengthCount;
    int stepCount;
    final byte[] codeLengthLengths = new byte[Symbols.CODE_LENGTHS];
    final short[] steps = new short[MAX_LENGTHS];
    final byte[] lengths = new byte[MAX_LENGTHS];

    /** Whether it is the last block of the stream. */
    public boolean isLast() {
        return last;
    }

    /** {@link #STORED}, {@link #FIXED} or {@link #DYNAMIC}. */
    public int type() {
        return type;
    }

    /** Bytes of a stored block: 0 to 65,535. */
    public int storedLength() {
        return storedLength;
    }

    /** Bits between a stored block's type and the next whole byte, lowest first: zero in what common compressors write. */
    public int padding() {
        return padding;
    }

    /** How many bits {@link #padding} has: 0 to 7. */
    public int paddingBits() {
        return paddingBits;
    }

    /** How many lengths of literals and lengths a dynamic block gives: 257 to 286. */
    public int literalCount() {
        return literalCount;
    }

    /** How many lengths of distances a dynamic block gives: 1 to 30. */
    public int distanceCount() {
        return distanceCount;
    }

    /** How many lengths of the code for code lengths a dynamic block gives: 4 to 19, in deflate's order. */
    public int codeLengthCount() {
        return codeLengthCount;
    }

    /** Length of the code for a code length symbol, 0 to 7. */
    public int codeLengthLength(int symbol) {
        return codeLengthLengths[symbol];
    }

    /** How many symbols give the code lengths. */
    public int stepCount() {
        return stepCount;
    }

    /** A symbol that gives code lengths, 0 to 18, with the value of its extra bits shifted left by five. */
    public int step(int index) {
        return steps[index];
    }

    /** Code lengths: {@link #literalCount} of literals and lengths, then {@link #distanceCount} of distances. The array is not to be changed. */
    public byte[] lengths() {
        return lengths;
    }

    public void setLast(boolean isLast) {
        last = isLast;
    }

    public void setType(int newType) {
        type = newType;
    }

    /** Sets what only stored blocks have; the number of padding bits depends on where the block stands. */
    public void setStored(int length, int paddingValue) {
        storedLength = length;
        padding = paddingValue;
    }

    /** Sets the counts of a dynamic block. */
    public void setCounts(int literals, int distances, int codeLengths) {
        literalCount = literals;
        distanceCount = distances;
        codeLengthCount = codeLengths;
        stepCount = 0;
    }

    public void setCodeLengthCount(int count) {
        codeLengthCount = count;
    }

    public void setCodeLengthLength(int symbol, int length) {
        codeLengthLengths[symbol] = (byte) length;
    }

    /** Adds a symbol, as {@link #step} tells it. */
    public void addStep(int step) {
        steps[stepCount++] = (short) step;
    }
}
