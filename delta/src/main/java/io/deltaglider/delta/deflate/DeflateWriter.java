package io.deltaglider.delta.deflate;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Writes a deflate stream (RFC 1951) exactly as it is told. Whole bytes are handed on after each block, and from time to time within it. Not safe for use by
 * several threads.
 */
public final class DeflateWriter {
    private static final byte[] FIXED_LENGTHS = new byte[288];
    private static final byte[] FIXED_DISTANCES = new byte[Symbols.DISTANCES];

    static {
        Arrays.fill(FIXED_LENGTHS, 0, 144, (byte) 8);
        Arrays.fill(FIXED_LENGTHS, 144, 256, (byte) 9);
        Arrays.fill(FIXED_LENGTHS, 256, 280, (byte) 7);
        Arrays.fill(FIXED_LENGTHS, 280, 288, (byte) 8);
        Arrays.fill(FIXED_DISTANCES, (byte) 5);
    }

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** Bytes that are handed on before their block is complete. */
    private static final int LARGE = 32 << 10;

    private final ByteSink sink;
    private byte[] buffer = new byte[1 << 12];
    private int length;
    private long bits;
    private int bitCount;

    /** For each symbol its code, bit-reversed, shifted left by four, and the code's length. */
    private final int[] literals = new int[288];

    private final int[] distances = new int[Symbols.DISTANCES];

    /** For each length of a match its code and extra bits, shifted left by five, and how many bits they are. */
    private final int[] lengths = new int[Token.MAX_MATCH + 1];

    private final int[] codeLengths = new int[Symbols.CODE_LENGTHS];
    private final int[] lengthCounts = new int[PrefixCode.MAX_BITS + 1];
    private final int[] nextCodes = new int[PrefixCode.MAX_BITS + 1];

    public DeflateWriter(ByteSink sink) {
        this.sink = sink;
    }

    /** Bits that are left of the last byte begun: 0 to 7. */
    public int bitsToByte() {
        return -bitCount & 7;
    }

    /** Writes a stored block of {@code content[from .. from + storedLength)}. */
    public void writeStored(boolean last, int padding, byte[] content, int from, int storedLength)
            throws IOException {
        put(last ? 1 : 0, 3);
        int paddingBits = bitsToByte();
        put(padding & (1 << paddingBits) - 1, paddingBits);
        put(storedLength, 16);
        put(~storedLength & 0xFFFF, 16);
        drain();
        reserve(storedLength);
        System.arraycopy(content, from, buffer, length, storedLength);
        length += storedLength;
        flush();
    }

    /** Writes a block of tokens with deflate's own code. */
    public void writeFixed(boolean last, int[] tokens, int count) throws IOException {
        put((last ? 1 : 0) | BlockHeader.FIXED << 1, 3);
        assign(FIXED_LENGTHS, 0, 288, literals);
        assign(FIXED_DISTANCES, 0, Symbols.DISTANCES, distances);
        writeTokens(tokens, count);
    }

    /**
     * Writes a block of tokens with a code of its own.
     *
     * @param header gives everything but whether the block is last
     * @throws DamagedStreamException if a token has no code
     */
    public void writeDynamic(boolean last, BlockHeader header, int[] tokens, int count)
            throws IOException {
        put((last ? 1 : 0) | BlockHeader.DYNAMIC << 1, 3);
        put(header.literalCount() - 257, 5);
        put(header.distanceCount() - 1, 5);
        put(header.codeLengthCount() - 4, 4);
        for (int i = 0; i < header.codeLengthCount(); i++) {
            put(header.codeLengthLengths[Symbols.codeLengthAt(i)], 3);
        }
        assign(header.codeLengthLengths, 0, Symbols.CODE_LENGTHS, codeLengths);
        for (int i = 0; i < header.stepCount(); i++) {
            int step = header.step(i);
            int symbol = step & 31;
            code(codeLengths[symbol]);
            if (symbol >= 16) {
                put(step >>> 5, symbol == 16 ? 2 : symbol == 17 ? 3 : 7);
            }
        }
        Arrays.fill(literals, 0);
        Arrays.fill(distances, 0);
        assign(header.lengths(), 0, header.literalCount(), literals);
        assign(header.lengths(), header.literalCount(), header.distanceCount(), distances);
        writeTokens(tokens, count);
    }

    /** Ends the stream with these bits in what is left of its last byte. */
    public void finish(int padding) throws IOException {
        put(padding, bitsToByte());
        drain();
        flush();
    }

    private void writeTokens(int[] tokens, int count) throws IOException {
        drain();
        joinLengths();
        byte[] out = buffer;
        int at = length;
        long pending = bits;
        int pendingBits = bitCount;
        for (int i = 0; i < count; i++) {
            int token = tokens[i];
            if (at > out.length - Long.BYTES) {
                length = at;
                makeRoom();
                out = buffer;
                at = length;
            }
            if (Token.isLiteral(token)) {
                int entry = literals[token];
                if (entry == 0) {
                    throw withoutCode();
                }
                pending |= (long) (entry >>> 4) << pendingBits;
                pendingBits += entry & 15;
            } else {
                int entry = Token.isLongForm(token) ? longForm() : lengths[Token.length(token)];
                int distance = Token.distance(token);
                int symbol = Symbols.ofDistance(distance);
                int distanceEntry = distances[symbol];
                if (entry == 0 || distanceEntry == 0) {
                    throw withoutCode();
                }
                pending |= (long) (entry >>> 5) << pendingBits;
                pendingBits += entry & 31;
                pending |= (long) (distanceEntry >>> 4) << pendingBits;
                pendingBits += distanceEntry & 15;
                pending |= (long) (distance - Symbols.distanceBase(symbol)) << pendingBits;
                pendingBits += Symbols.distanceExtra(symbol);
            }
            // A match takes 48 bits at most, so up to 15 may stay behind.
            if (pendingBits > 15) {
                LONG.set(out, at, pending);
                at += pendingBits >>> 3;
                pending >>>= pendingBits & ~7;
                pendingBits &= 7;
            }
        }
        bits = pending;
        bitCount = pendingBits;
        length = at;
        reserve(16);
        code(literals[Symbols.END_OF_BLOCK]);
        flush();
    }

    /** Joins each match length's code with its extra bits. */
    private void joinLengths() {
        for (int i = Token.MIN_MATCH; i <= Token.MAX_MATCH; i++) {
            int symbol = Symbols.ofLength(i);
            int entry = literals[symbol];
            lengths[i] =
                    entry == 0
                            ? 0
                            : joined(
                                    entry,
                                    i - Symbols.lengthBase(symbol),
                                    Symbols.lengthExtra(symbol));
        }
    }

    private int longForm() {
        int entry = literals[Symbols.LITERALS_AND_LENGTHS - 2];
        return entry == 0 ? 0 : joined(entry, 31, 5);
    }

    private static int joined(int entry, int extra, int extraBits) {
        int codeBits = entry & 15;
        return ((entry >>> 4) | (extra << codeBits)) << 5 | (codeBits + extraBits);
    }

    /** Hands on what is in the buffer if it is large already, or makes it larger. */
    private void makeRoom() throws IOException {
        if (length >= LARGE) {
            sink.write(buffer, 0, length);
            length = 0;
        } else {
            reserve(buffer.length);
        }
    }

    private static DamagedStreamException withoutCode() {
        return new DamagedStreamException("symbol without a code");
    }

    private void code(int entry) throws DamagedStreamException {
        if (entry == 0) {
            throw withoutCode();
        }
        put(entry >>> 4, entry & 15);
    }

    private void put(int value, int count) {
        bits |= (long) value << bitCount;
        bitCount += count;
        if (bitCount >= 32) {
            if (length > buffer.length - 8) {
                reserve(buffer.length);
            }
            int low = (int) bits;
            buffer[length] = (byte) low;
            buffer[length + 1] = (byte) (low >>> 8);
            buffer[length + 2] = (byte) (low >>> 16);
            buffer[length + 3] = (byte) (low >>> 24);
            length += 4;
            bits >>>= 32;
            bitCount -= 32;
        }
    }

    /** Moves whole bytes from the bits at hand to the buffer. */
    private void drain() {
        reserve(8);
        while (bitCount >= 8) {
            buffer[length++] = (byte) bits;
            bits >>>= 8;
            bitCount -= 8;
        }
    }

    private void flush() throws IOException {
        drain();
        if (length > 0) {
            sink.write(buffer, 0, length);
            length = 0;
        }
    }

    private void reserve(int more) {
        if (length > buffer.length - more) {
            buffer = Arrays.copyOf(buffer, Math.max(length + more, buffer.length * 2));
        }
    }

    /** Canonical codes (RFC 1951, 3.2.2). */
    private void assign(byte[] lengths, int from, int count, int[] codes) {
        Arrays.fill(lengthCounts, 0);
        for (int i = 0; i < count; i++) {
            lengthCounts[lengths[from + i]]++;
        }
        lengthCounts[0] = 0;
        int code = 0;
        for (int bitLength = 1; bitLength <= PrefixCode.MAX_BITS; bitLength++) {
            code = (code + lengthCounts[bitLength - 1]) << 1;
            nextCodes[bitLength] = code;
        }
        for (int i = 0; i < count; i++) {
            int bitLength = lengths[from + i];
            codes[i] =
                    bitLength == 0
                            ? 0
                            : Integer.reverse(nextCodes[bitLength]++) >>> (32 - bitLength) << 4
                                    | bitLength;
        }
    }
}
