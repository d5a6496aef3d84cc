package io.deltaglider.delta.deflate;

import io.deltaglider.delta.Content;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Reads a deflate stream (RFC 1951) block by block and token by token, without building its content. Takes what zlib's
 * inflate takes, except that it does not see whether a distance reaches before the content's start. Not safe for use by
 * several threads.
 */
public final class DeflateReader {
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int BUFFER = 32 << 10;
    private static final int SMALLEST_BUFFER = 512;
    private static final int LITERAL_BITS = 11;
    private static final int DISTANCE_BITS = 9;
    private static final int CODE_LENGTH_BITS = 7;
    private static final int LITERAL_MASK = (1 << LITERAL_BITS) - 1;
    private static final int DISTANCE_MASK = (1 << DISTANCE_BITS) - 1;

    /** Kinds of table entries, where they stand in an entry. */
    private static final int KIND_FIELD = PrefixCode.KIND_MASK << PrefixCode.KIND_SHIFT;

    private static final int LITERAL_KIND = PrefixCode.LITERAL << PrefixCode.KIND_SHIFT;
    private static final int LENGTH_KIND = PrefixCode.LENGTH << PrefixCode.KIND_SHIFT;
    private static final int LINK_KIND = PrefixCode.LINK << PrefixCode.KIND_SHIFT;

    private static final int[] LITERAL_MEANINGS = new int[288];
    private static final int[] DISTANCE_MEANINGS = new int[32];
    private static final byte[] FIXED_LENGTHS = new byte[288];
    private static final byte[] FIXED_DISTANCES = new byte[32];

    static {
        for (int i = 0; i < LITERAL_MEANINGS.length; i++) {
            if (i < Symbols.END_OF_BLOCK) {
                LITERAL_MEANINGS[i] = i << PrefixCode.VALUE_SHIFT;
            } else if (i == Symbols.END_OF_BLOCK) {
                LITERAL_MEANINGS[i] = PrefixCode.END << PrefixCode.KIND_SHIFT;
            } else if (i < Symbols.LITERALS_AND_LENGTHS) {
                LITERAL_MEANINGS[i] =
                        Symbols.lengthBase(i) << PrefixCode.VALUE_SHIFT
                                | PrefixCode.LENGTH << PrefixCode.KIND_SHIFT
                                | Symbols.lengthExtra(i) << 4;
            } else {
                LITERAL_MEANINGS[i] = PrefixCode.INVALID << PrefixCode.KIND_SHIFT;
            }
        }
        for (int i = 0; i < DISTANCE_MEANINGS.length; i++) {
            DISTANCE_MEANINGS[i] =
                    i < Symbols.DISTANCES
                            ? Symbols.distanceBase(i) << PrefixCode.VALUE_SHIFT
                                    | PrefixCode.LENGTH << PrefixCode.KIND_SHIFT
                                    | Symbols.distanceExtra(i) << 4
                            : PrefixCode.INVALID << PrefixCode.KIND_SHIFT;
        }
        Arrays.fill(FIXED_LENGTHS, 0, 144, (byte) 8);
        Arrays.fill(FIXED_LENGTHS, 144, 256, (byte) 9);
        Arrays.fill(FIXED_LENGTHS, 256, 280, (byte) 7);
        Arrays.fill(FIXED_LENGTHS, 280, 288, (byte) 8);
        Arrays.fill(FIXED_DISTANCES, (byte) 5);
    }

    private final Content packed;
    private final long start;
    private final long limit;
    private final byte[] buffer;
    private int bufferPosition;
    private int bufferLength;

    /** Position in the content behind the buffer. */
    private long loaded;

    private long bits;
    private int bitCount;

    private final BlockHeader header = new BlockHeader();
    private final PrefixCode literals = new PrefixCode(LITERAL_BITS);
    private final PrefixCode distances = new PrefixCode(DISTANCE_BITS);
    private final PrefixCode codeLengths = new PrefixCode(CODE_LENGTH_BITS);
    private boolean fixedReady;
    private boolean inBlock;
    private boolean ended;
    private int storedLeft;
    private long blockStart;

    /**
     * @param position of the stream's first byte
     * @param limit where it ends at the latest, at most the content's size
     */
    public DeflateReader(Content packed, long position, long limit) {
        this.packed = packed;
        this.start = position;
        this.limit = limit;
        this.loaded = position;
        this.buffer = new byte[Math.clamp(limit - position + 8, SMALLEST_BUFFER, BUFFER)];
    }

    /** Bits read since the start of the stream. */
    public long bitPosition() {
        return (loaded - bufferLength + bufferPosition - start) * 8 - bitCount;
    }

    /** Where the header of the block begins that was read last, in bits from the start of the stream. */
    public long blockStart() {
        return blockStart;
    }

    /** Whether the last block has been read to its end. */
    public boolean atEnd() {
        return ended;
    }

    /** The header of the block that was begun last; the same object every time. */
    public BlockHeader header() {
        return header;
    }

    /**
     * Reads the header of the next block.
     *
     * @return false if the block before was the last
     */
    public boolean nextBlock() throws IOException {
        if (inBlock) {
            throw new IllegalStateException("the block before has not been read to its end");
        }
        if (ended) {
            return false;
        }
        blockStart = bitPosition();
        header.last = take(1) != 0;
        header.type = take(2);
        switch (header.type) {
            case BlockHeader.STORED -> readStored();
            case BlockHeader.FIXED -> useFixed();
            case BlockHeader.DYNAMIC -> readDynamic();
            default -> throw damaged("invalid block type");
        }
        inBlock = true;
        return true;
    }

    private void readStored() throws IOException {
        header.paddingBits = bitCount & 7;
        header.padding = take(header.paddingBits);
        int length = take(16);
        int complement = take(16);
        if ((length ^ complement) != 0xFFFF) {
            throw damaged("invalid stored block length");
        }
        header.storedLength = length;
        storedLeft = length;
    }

    private void useFixed() {
        if (!fixedReady) {
            literals.build(FIXED_LENGTHS, 0, 288, true, s -> LITERAL_MEANINGS[s]);
            distances.build(FIXED_DISTANCES, 0, 32, true, s -> DISTANCE_MEANINGS[s]);
            fixedReady = true;
        }
    }

    private void readDynamic() throws IOException {
        fixedReady = false;
        int literalCount = take(5) + 257;
        int distanceCount = take(5) + 1;
        int codeLengthCount = take(4) + 4;
        if (literalCount > Symbols.LITERALS_AND_LENGTHS || distanceCount > Symbols.DISTANCES) {
            throw damaged("too many length or distance symbols");
        }
        header.setCounts(literalCount, distanceCount, codeLengthCount);
        Arrays.fill(header.codeLengthLengths, (byte) 0);
        for (int i = 0; i < codeLengthCount; i++) {
            header.codeLengthLengths[Symbols.codeLengthAt(i)] = (byte) take(3);
        }
        if (!codeLengths.build(
                header.codeLengthLengths,
                0,
                Symbols.CODE_LENGTHS,
                true,
                s -> s << PrefixCode.VALUE_SHIFT)) {
            throw damaged("invalid code length code");
        }
        readLengths(literalCount + distanceCount);
        if (header.lengths[Symbols.END_OF_BLOCK] == 0) {
            throw damaged("missing end-of-block code");
        }
        if (!literals.build(header.lengths, 0, literalCount, false, s -> LITERAL_MEANINGS[s])) {
            throw damaged("invalid literal/length code lengths");
        }
        if (!distances.build(
                header.lengths, literalCount, distanceCount, false, s -> DISTANCE_MEANINGS[s])) {
            throw damaged("invalid distance code lengths");
        }
    }

    private void readLengths(int total) throws IOException {
        byte[] lengths = header.lengths;
        int filled = 0;
        while (filled < total) {
            refill();
            int entry = codeLengths.table()[(int) bits & codeLengths.firstMask()];
            if ((entry >>> PrefixCode.KIND_SHIFT & PrefixCode.KIND_MASK) != PrefixCode.LITERAL) {
                throw damaged("invalid code length symbol");
            }
            drop(entry & 15);
            int symbol = entry >>> PrefixCode.VALUE_SHIFT;
            if (symbol < 16) {
                header.addStep(symbol);
                lengths[filled++] = (byte) symbol;
                continue;
            }
            int extra = take(symbol == 16 ? 2 : symbol == 17 ? 3 : 7);
            header.addStep(symbol | extra << 5);
            int count = extra + (symbol == 18 ? 11 : 3);
            if (filled + count > total || (symbol == 16 && filled == 0)) {
                throw damaged("invalid code length repeat");
            }
            byte value = symbol == 16 ? lengths[filled - 1] : 0;
            Arrays.fill(lengths, filled, filled + count, value);
            filled += count;
        }
    }

    /**
     * The next token of a block that is not stored; {@link Token#END_OF_BLOCK} at its end.
     */
    public int nextToken() throws IOException {
        refill();
        int entry = literals.table()[(int) bits & (1 << LITERAL_BITS) - 1];
        int kind = entry >>> PrefixCode.KIND_SHIFT & PrefixCode.KIND_MASK;
        if (kind == PrefixCode.LITERAL) {
            drop(entry & 15);
            return entry >>> PrefixCode.VALUE_SHIFT;
        }
        if (kind == PrefixCode.LINK) {
            entry = follow(literals, entry);
            kind = entry >>> PrefixCode.KIND_SHIFT & PrefixCode.KIND_MASK;
            if (kind == PrefixCode.LITERAL) {
                drop(entry & 15);
                return entry >>> PrefixCode.VALUE_SHIFT;
            }
        }
        if (kind == PrefixCode.LENGTH) {
            return match(entry);
        }
        if (kind == PrefixCode.END) {
            drop(entry & 15);
            endBlock();
            return Token.END_OF_BLOCK;
        }
        throw damaged("invalid literal/length code");
    }

    /** Whether a block was begun and has not been read to its end. */
    boolean inBlock() {
        return inBlock;
    }

    /**
     * Reads tokens of a block that is not stored until they stand for at least {@code content} bytes, there is no room for more, or
     * the block has ended; which of these shows in {@link #inBlock} and the count.
     *
     * @param into the tokens go to {@code into[from ..)}
     * @return index behind the last token
     */
    int nextTokens(int[] into, int from, long content) throws IOException {
        int at = from;
        long left = content;
        while (left > 0 && at < into.length) {
            int[] first = literals.table();
            int[] second = distances.table();
            byte[] in = buffer;
            // What one step takes at most is there whole, so nothing needs to be checked.
            int safe = bufferLength - 2 * Long.BYTES;
            int next = bufferPosition;
            long b = bits;
            int n = bitCount;
            while (next <= safe && left > 0 && at < into.length) {
                if (n < 48) {
                    b |= (long) LONG.get(in, next) << n;
                    next += (63 - n) >>> 3;
                    n |= 56;
                }
                int entry = first[(int) b & LITERAL_MASK];
                if ((entry & KIND_FIELD) == LITERAL_KIND) {
                    b >>>= entry & 15;
                    n -= entry & 15;
                    into[at++] = entry >>> PrefixCode.VALUE_SHIFT;
                    left--;
                    continue;
                }
                int used = entry & 15;
                if ((entry & KIND_FIELD) == LINK_KIND) {
                    int rest = (int) (b >>> LITERAL_BITS) & (1 << (entry >>> 4 & 15)) - 1;
                    entry = first[(entry >>> PrefixCode.VALUE_SHIFT) + rest];
                    used = LITERAL_BITS + (entry & 15);
                    if ((entry & KIND_FIELD) == LITERAL_KIND) {
                        b >>>= used;
                        n -= used;
                        into[at++] = entry >>> PrefixCode.VALUE_SHIFT;
                        left--;
                        continue;
                    }
                }
                if ((entry & KIND_FIELD) != LENGTH_KIND) {
                    break;
                }
                long after = b >>> used;
                int extra = entry >>> 4 & 15;
                int length = (entry >>> PrefixCode.VALUE_SHIFT) + ((int) after & (1 << extra) - 1);
                after >>>= extra;
                used += extra;
                int far = second[(int) after & DISTANCE_MASK];
                int farUsed = far & 15;
                if ((far & KIND_FIELD) == LINK_KIND) {
                    int rest = (int) (after >>> DISTANCE_BITS) & (1 << (far >>> 4 & 15)) - 1;
                    far = second[(far >>> PrefixCode.VALUE_SHIFT) + rest];
                    farUsed = DISTANCE_BITS + (far & 15);
                }
                if ((far & KIND_FIELD) != LENGTH_KIND) {
                    break;
                }
                after >>>= farUsed;
                int farExtra = far >>> 4 & 15;
                int distance =
                        (far >>> PrefixCode.VALUE_SHIFT) + ((int) after & (1 << farExtra) - 1);
                b = after >>> farExtra;
                n -= used + farUsed + farExtra;
                into[at++] =
                        length == Token.MAX_MATCH && extra != 0
                                ? Token.longForm(distance)
                                : Token.match(length, distance);
                left -= length;
            }
            putBack(next, b, n);
            if (left > 0 && at < into.length) {
                // Near the end of the buffer or of the block, or damaged.
                int token = nextToken();
                if (token == Token.END_OF_BLOCK) {
                    return at;
                }
                into[at++] = token;
                left -= Token.length(token);
            }
        }
        return at;
    }

    /** Takes back the state of a quick loop. Bits above those that count may be set there. */
    private void putBack(int next, long quickBits, int quickCount) {
        bufferPosition = next;
        bits = quickBits & (1L << quickCount) - 1;
        bitCount = quickCount;
    }

    /** Passes over the end of the block if it comes next; {@code false} if a token does. */
    public boolean takeEndOfBlock() throws IOException {
        refill();
        int entry = literals.table()[(int) bits & (1 << LITERAL_BITS) - 1];
        int length = entry & 15;
        if ((entry >>> PrefixCode.KIND_SHIFT & PrefixCode.KIND_MASK) == PrefixCode.LINK) {
            int linkBits = entry >>> 4 & 15;
            int rest = (int) (bits >>> LITERAL_BITS) & (1 << linkBits) - 1;
            entry = literals.table()[(entry >>> PrefixCode.VALUE_SHIFT) + rest];
            length = LITERAL_BITS + (entry & 15);
        }
        if ((entry >>> PrefixCode.KIND_SHIFT & PrefixCode.KIND_MASK) != PrefixCode.END) {
            return false;
        }
        drop(length);
        endBlock();
        return true;
    }

    private int match(int lengthEntry) throws IOException {
        drop(lengthEntry & 15);
        int extra = lengthEntry >>> 4 & 15;
        int length = (lengthEntry >>> PrefixCode.VALUE_SHIFT) + ((int) bits & (1 << extra) - 1);
        drop(extra);
        refill();
        int entry = distances.table()[(int) bits & (1 << DISTANCE_BITS) - 1];
        if ((entry >>> PrefixCode.KIND_SHIFT & PrefixCode.KIND_MASK) == PrefixCode.LINK) {
            entry = follow(distances, entry);
        }
        if ((entry >>> PrefixCode.KIND_SHIFT & PrefixCode.KIND_MASK) != PrefixCode.LENGTH) {
            throw damaged("invalid distance code");
        }
        drop(entry & 15);
        int distanceExtra = entry >>> 4 & 15;
        int distance = (entry >>> PrefixCode.VALUE_SHIFT) + ((int) bits & (1 << distanceExtra) - 1);
        drop(distanceExtra);
        if (length == Token.MAX_MATCH && extra != 0) {
            return Token.longForm(distance);
        }
        return Token.match(length, distance);
    }

    private int follow(PrefixCode code, int link) throws IOException {
        drop(code.firstBits());
        int linkBits = link >>> 4 & 15;
        return code.table()[(link >>> PrefixCode.VALUE_SHIFT) + ((int) bits & (1 << linkBits) - 1)];
    }

    private void endBlock() {
        inBlock = false;
        ended = header.last;
    }

    /**
     * Reads bytes of a stored block.
     *
     * @return how many; -1 at the end of the block
     */
    public int readStored(byte[] into, int from, int length) throws IOException {
        if (storedLeft == 0) {
            endBlock();
            return -1;
        }
        int n = Math.min(length, storedLeft);
        int done = 0;
        while (done < n && bitCount > 0) {
            into[from + done++] = (byte) take(8);
        }
        while (done < n) {
            if (bufferPosition == bufferLength && !load()) {
                throw truncated();
            }
            int m = Math.min(n - done, bufferLength - bufferPosition);
            System.arraycopy(buffer, bufferPosition, into, from + done, m);
            bufferPosition += m;
            done += m;
        }
        storedLeft -= n;
        return n;
    }

    /** Bytes of the stored block that have not been read yet. */
    public int storedLeft() {
        return storedLeft;
    }

    /** The bits between the end of the stream and the next whole byte, lowest first. */
    public int trailingBits() {
        return (int) bits & (1 << (bitCount & 7)) - 1;
    }

    /**
     * Goes to a place inside a block.
     *
     * @param block where the block's header begins, in bits
     * @param token where a token begins, or a byte of a stored block, in bits
     */
    public void seek(long block, long token) throws IOException {
        moveTo(block);
        inBlock = false;
        ended = false;
        if (!nextBlock() || token < bitPosition()) {
            throw damaged("invalid checkpoint");
        }
        if (header.type == BlockHeader.STORED) {
            long passed = (token - bitPosition()) / 8;
            if (passed > storedLeft) {
                throw damaged("invalid checkpoint");
            }
            storedLeft -= (int) passed;
        }
        long keep = blockStart;
        moveTo(token);
        blockStart = keep;
    }

    private void moveTo(long bit) throws IOException {
        loaded = start + (bit >>> 3);
        if (loaded > limit) {
            throw truncated();
        }
        bufferPosition = 0;
        bufferLength = 0;
        bits = 0;
        bitCount = 0;
        take((int) bit & 7);
    }

    private int take(int count) throws IOException {
        if (bitCount < count) {
            refill();
            if (bitCount < count) {
                throw truncated();
            }
        }
        int value = (int) bits & (1 << count) - 1;
        bits >>>= count;
        bitCount -= count;
        return value;
    }

    private void drop(int count) throws IOException {
        bits >>>= count;
        bitCount -= count;
        if (bitCount < 0) {
            throw truncated();
        }
    }

    /** Brings the bits at hand to at least 48, which one token's length or distance never exceeds, unless the stream ends. */
    private void refill() throws IOException {
        if (bitCount >= 48) {
            return;
        }
        if (bufferLength - bufferPosition >= 8) {
            // Bytes beyond the whole ones that fit are read again: or-ing the same bits changes
            // nothing.
            bits |= (long) LONG.get(buffer, bufferPosition) << bitCount;
            int taken = (63 - bitCount) >>> 3;
            bufferPosition += taken;
            bitCount += taken << 3;
            bits &= -1L >>> (64 - bitCount);
            return;
        }
        while (bitCount <= 56) {
            if (bufferPosition == bufferLength && !load()) {
                return;
            }
            bits |= (buffer[bufferPosition++] & 0xFFL) << bitCount;
            bitCount += 8;
        }
    }

    private boolean load() throws IOException {
        int n = (int) Math.min(buffer.length, limit - loaded);
        if (n <= 0) {
            return false;
        }
        packed.read(loaded, buffer, 0, n);
        loaded += n;
        bufferPosition = 0;
        bufferLength = n;
        return true;
    }

    private DamagedStreamException truncated() {
        return new DamagedStreamException("the stream is cut off, at byte " + limit);
    }

    private DamagedStreamException damaged(String what) {
        return new DamagedStreamException(what + ", at bit " + bitPosition() + " of the stream");
    }
}
