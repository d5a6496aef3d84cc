package io.deltaglider.delta.predict;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.deflate.BlockHeader;
import io.deltaglider.delta.deflate.DamagedStreamException;
import io.deltaglider.delta.deflate.DeflateReader;
import io.deltaglider.delta.deflate.Token;

import java.io.IOException;
import java.util.Arrays;

/**
 * The first part of a deflate stream: its content, its tokens, and what its blocks tell of the compressor. Used for one
 * stream after another. Not safe for use by several threads.
 */
final class StreamSample {
    /** Marks the end of a block among the tokens. */
    static final int BLOCK_END = -1;

    /** A stored block among the tokens is this less its length. */
    private static final int STORED = -2;

    /** Content that is kept. */
    private static final int CONTENT = 128 << 10;

    /** How far to look for chunks where the content is longer: just beyond pigz's default, and what is common besides. */
    private static final int SCAN = (128 << 10) + 1024;

    /** pigz's chunks are at least so long, and a multiple of this. */
    private static final int SMALLEST_CHUNK = 32 << 10;

    private static final int CHUNK_UNIT = 1 << 10;
    private static final int GLANCE = ContentWindow.LOOKAHEAD + 2048;
    private static final int USUAL_CHUNK = 128 << 10;
    private static final int LONG_SCAN = (1 << 20) + 1024;
    private static final int LONG = 4 << 20;

    private static final int LONGEST_STORED = 65_535;

    /** Tokens of the shortest full block of zlib's. */
    private static final int SHORTEST_BLOCK = 127;

    /** Blocks that gzip ends early have a multiple of this. */
    private static final int EARLY_STEP = 4096;

    /** Tokens of the longest block of zlib's. */
    private static final int LONGEST_BLOCK = 1 << 15;

    private final byte[] content = new byte[CONTENT + Token.MAX_MATCH];
    private int[] tokens = new int[1 << 12];
    private int tokenCount;
    private int size;
    private boolean whole;

    /** Tokens outside of stored blocks that were kept. */
    private int realTokens;

    /** Bytes of content that were passed over because there were no tokens in them. */
    private long passed;

    private int farthest;
    private int shortest;
    private int farthestOfThree;
    private boolean onlyRuns;
    private int matches;
    private int blockTokens;
    private int longestOpenBlock;
    private long chunk;
    private boolean independentChunks;

    /** The first end of a block that may be the end of a chunk, by its position. */
    private long roundEnd;

    /**
     * Reads the begin of a stream.
     *
     * @param contentLength bytes of its content
     * @param glance whether a little of it is enough
     */
    void read(Content packed, long position, long limit, long contentLength, boolean glance)
            throws IOException {
        tokenCount = 0;
        size = 0;
        whole = false;
        farthest = 0;
        shortest = Token.MAX_MATCH;
        farthestOfThree = 0;
        onlyRuns = true;
        matches = 0;
        realTokens = 0;
        passed = 0;
        blockTokens = 0;
        longestOpenBlock = 0;
        chunk = 0;
        independentChunks = false;
        roundEnd = 0;
        DeflateReader reader = new DeflateReader(packed, position, limit);
        long scanned = 0;
        long most = glance ? GLANCE : contentLength > LONG ? LONG_SCAN : SCAN;
        long emptyAt = -1;
        while ((scanned < most || realTokens == 0) && reader.nextBlock()) {
            BlockHeader header = reader.header();
            long before = scanned;
            int count = 0;
            if (header.type() == BlockHeader.STORED) {
                scanned += header.storedLength();
                readStored(reader);
                count = -1;
            } else {
                int token;
                while ((token = reader.nextToken()) != Token.END_OF_BLOCK) {
                    add(token);
                    count++;
                    scanned += Token.length(token);
                    if (scanned >= most && (glance || count > LONGEST_BLOCK)) {
                        longestOpenBlock = count;
                        return;
                    }
                }
                if (size < CONTENT) {
                    put(BLOCK_END);
                }
            }
            noteBlock(header, before, scanned, count, emptyAt);
            if (scanned == before && !header.isLast()) {
                emptyAt = scanned;
            }
        }
        whole = reader.atEnd() && scanned - passed == size;
    }

    private void noteBlock(BlockHeader header, long before, long after, int count, long emptyAt) {
        boolean empty = after == before;
        if (roundEnd == 0 && after >= SMALLEST_CHUNK && after % CHUNK_UNIT == 0) {
            roundEnd = after;
        }
        if (chunk == 0 && !header.isLast() && count > 0 && after % USUAL_CHUNK == 0) {
            // Where a chunk happens to end with a whole byte pigz writes no empty block.
            chunk = USUAL_CHUNK;
            return;
        }
        if (empty && !header.isLast() && after > 0) {
            if (chunk == 0) {
                chunk = after;
            } else if (emptyAt == after && chunk == after && header.type() == BlockHeader.STORED) {
                independentChunks = true;
            }
        } else if (!header.isLast() && blockTokens == 0) {
            blockTokens = count > 0 ? fullBlock(count) : fullBlockOfBytes((int) (after - before));
            longestOpenBlock = Math.max(longestOpenBlock, count);
        } else {
            longestOpenBlock = Math.max(longestOpenBlock, count);
        }
    }

    /** The number of tokens if it is one that ends blocks, or else 0. */
    private static int fullBlock(int count) {
        boolean buffer = count >= SHORTEST_BLOCK && Integer.bitCount(count + 1) == 1;
        return buffer || count % EARLY_STEP == 0 ? count : 0;
    }

    /** The number of tokens that a stored block had, most of which were literals. */
    private static int fullBlockOfBytes(int bytes) {
        int below = Integer.highestOneBit(bytes + 1) - 1;
        return below >= SHORTEST_BLOCK && bytes - below <= below / 32 ? below : 0;
    }

    private void readStored(DeflateReader reader) throws IOException {
        if (size >= CONTENT - LONGEST_STORED && realTokens == 0) {
            passOver();
        }
        int length = reader.storedLeft();
        if (size < CONTENT) {
            put(STORED - length);
        }
        int n;
        do {
            int from = Math.min(size, CONTENT);
            n = reader.readStored(content, from, Math.max(1, CONTENT - size));
            size = Math.min(size + Math.max(n, 0), CONTENT);
        } while (n >= 0);
    }

    /** Keeps of the content only what matches can reach. */
    private void passOver() {
        int dropped = size - Token.MAX_DISTANCE;
        if (dropped > 0) {
            System.arraycopy(content, dropped, content, 0, size - dropped);
            size -= dropped;
            passed += dropped;
            tokenCount = 0;
            put(STORED - size);
        }
    }

    private void add(int token) throws DamagedStreamException {
        if (size >= CONTENT) {
            return;
        }
        put(token);
        realTokens++;
        if (Token.isLiteral(token)) {
            content[size++] = (byte) token;
            return;
        }
        int distance = Token.distance(token);
        int length = Token.length(token);
        if (distance > size) {
            throw new DamagedStreamException("distance reaches before the start of the data");
        }
        for (int i = 0; i < length; i++, size++) {
            content[size] = content[size - distance];
        }
        matches++;
        farthest = Math.max(farthest, distance);
        shortest = Math.min(shortest, length);
        onlyRuns &= distance == 1;
        if (length == Token.MIN_MATCH) {
            farthestOfThree = Math.max(farthestOfThree, distance);
        }
    }

    private void put(int token) {
        if (tokenCount == tokens.length) {
            tokens = Arrays.copyOf(tokens, 2 * tokenCount);
        }
        tokens[tokenCount++] = token;
    }

    /** The content that was kept, from the start. */
    byte[] content() {
        return content;
    }

    /** Bytes of content that were kept. */
    int size() {
        return size;
    }

    /** Whether the content that was kept is all of it. */
    boolean isWhole() {
        return whole;
    }

    /** Tokens of the content that was kept, {@link #BLOCK_END} at ends of blocks, or {@link #storedLength} of a stored one. */
    int token(int index) {
        return tokens[index];
    }

    /** How many entries {@link #token} has. */
    int tokenCount() {
        return tokenCount;
    }

    /** Bytes of a stored block; negative for other tokens. */
    static int storedLength(int token) {
        return STORED - token;
    }

    /** How many matches there are in it. */
    int matches() {
        return matches;
    }

    /** How many tokens of it are not in stored blocks. */
    int realTokens() {
        return realTokens;
    }

    /** Bytes of content before what was kept. */
    long passed() {
        return passed;
    }

    /** Largest distance of a match. */
    int farthest() {
        return farthest;
    }

    /** Length of the shortest match. */
    int shortest() {
        return shortest;
    }

    /** Largest distance of a match of three bytes, 0 if there is none. */
    int farthestOfThree() {
        return farthestOfThree;
    }

    /** Whether all matches are of distance 1. */
    boolean hasOnlyRuns() {
        return onlyRuns;
    }

    /** Tokens of the first block that was ended for its number of tokens; 0 if none was seen. */
    int blockTokens() {
        return blockTokens;
    }

    /** The most tokens that a block was seen to have that may not be full. */
    int longestOpenBlock() {
        return longestOpenBlock;
    }

    /** Where the first empty block inside the content is, as at the end of pigz's chunks; 0 if none was seen. */
    long chunk() {
        return roundEnd != 0 && chunk % roundEnd == 0 ? Math.min(chunk, roundEnd) : chunk;
    }

    /** Whether two empty blocks follow each other there, as between chunks that know nothing of each other. */
    boolean hasIndependentChunks() {
        return independentChunks;
    }
}
