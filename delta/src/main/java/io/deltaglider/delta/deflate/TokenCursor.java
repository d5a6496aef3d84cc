package io.deltaglider.delta.deflate;

import io.deltaglider.delta.Content;

import java.io.IOException;
import java.util.Arrays;

/**
 * Finds the tokens of a deflate stream by the position of their content. Walking forwards is quick; jumps read the stream
 * anew from the checkpoint before. Not safe for use by several threads.
 */
public final class TokenCursor {
    private static final int KEPT = 4;

    /** Tokens of a chunk that there is room for at first: of most chunks all. */
    private static final int FIRST_TOKENS = 2048;

    private final DeflateReader reader;
    private final Checkpoints checkpoints;
    private final Chunk[] chunks = new Chunk[KEPT];
    private Chunk chunk = new Chunk();
    private int nextKept;
    private int at;

    /** Where the reader stands: content position, or -1 if it has not been used. */
    private long readerContent = -1;

    private boolean readerInBlock;
    private boolean readerEnded;

    /** Tokens from one checkpoint to the next. */
    private static final class Chunk {
        long start = -1;
        long end = -1;
        int count;

        /** Offset of each token's content from the start; the sign bit of the token says that its block ends with it. */
        int[] offsets = {};

        int[] tokens = {};

        /** Makes room for at least one more token. */
        void reserve() {
            if (count == tokens.length) {
                int larger = Math.max(FIRST_TOKENS, count * 2);
                offsets = Arrays.copyOf(offsets, larger);
                tokens = Arrays.copyOf(tokens, larger);
            }
        }

        /**
         * Notes where tokens begin.
         *
         * @param from the first of them, up to the last there is
         * @param offset of the first
         * @return offset behind the last
         */
        int place(int from, int offset) {
            int at = offset;
            for (int i = from; i < count; i++) {
                offsets[i] = at;
                at += Token.length(tokens[i]);
            }
            return at;
        }
    }

    /**
     * @param position of the stream's first byte
     * @param limit where it ends at the latest
     * @param checkpoints of this stream
     */
    public TokenCursor(Content packed, long position, long limit, Checkpoints checkpoints) {
        this.reader = new DeflateReader(packed, position, limit);
        this.checkpoints = checkpoints;
    }

    /**
     * Goes to the first token that begins at {@code content} or behind, as far as it lies in the same chunk; the caller
     * sees from {@link #start} whether it is the one.
     *
     * @return false if there is none near
     */
    public boolean seek(long content) throws IOException {
        if (at < chunk.count && chunk.start + chunk.offsets[at] == content) {
            return true;
        }
        if (content < chunk.start || content >= chunk.end) {
            if (!select(content)) {
                at = chunk.count;
                return false;
            }
        }
        int offset = (int) (content - chunk.start);
        if (at < chunk.count && chunk.offsets[at] < offset) {
            // A few steps forwards are the most common way.
            for (int i = 0; i < 8; i++) {
                at++;
                if (at == chunk.count) {
                    return false;
                }
                if (chunk.offsets[at] >= offset) {
                    return true;
                }
            }
        }
        int found = Arrays.binarySearch(chunk.offsets, 0, chunk.count, offset);
        at = found >= 0 ? found : -found - 1;
        return at < chunk.count;
    }

    /** Content position where the token begins. */
    public long start() {
        return chunk.start + chunk.offsets[at];
    }

    public int token() {
        return chunk.tokens[at] & 0x7FFFFFFF;
    }

    /** Whether the block ends with the token. */
    public boolean endsBlock() {
        return chunk.tokens[at] < 0;
    }

    /**
     * How many tokens from the current one on are literals, one right after the other and none at the end of its block.
     *
     * @param most where counting stops
     */
    public int literals(int most) {
        int[] tokens = chunk.tokens;
        int[] offsets = chunk.offsets;
        int end = Math.min(chunk.count, at + most);
        int i = at;
        // The mark of a block's end is the sign bit, so that such a token is none of these.
        while (i < end && tokens[i] >>> Byte.SIZE == 0 && offsets[i] - offsets[at] == i - at) {
            i++;
        }
        return i - at;
    }

    private boolean select(long content) throws IOException {
        for (Chunk kept : chunks) {
            if (kept != null && content >= kept.start && content < kept.end) {
                chunk = kept;
                at = 0;
                return true;
            }
        }
        int place = checkpoints.before(content);
        if (place < 0) {
            return false;
        }
        Chunk free = chunks[nextKept];
        if (free == null) {
            free = new Chunk();
            chunks[nextKept] = free;
        }
        nextKept = (nextKept + 1) % KEPT;
        chunk = free;
        at = 0;
        free.count = 0;
        free.start = -1;
        free.end = -1;
        return read(place, free) && content < free.end;
    }

    private boolean read(int place, Chunk into) throws IOException {
        long start = checkpoints.content(place);
        long end = checkpoints.contentAfter(place);
        if (readerContent != start) {
            readerContent = -1;
            reader.seek(checkpoints.block(place), checkpoints.token(place));
            readerInBlock = true;
            readerEnded = false;
        }
        long content = start;
        // Until the next place is known, the chunk ends where it would be.
        long stop = Math.min(end, start + Checkpoints.SPACING);
        boolean toNext = end != Long.MAX_VALUE;
        while (!readerEnded && (toNext ? content < end : content < stop)) {
            if (!readerInBlock) {
                if (!reader.nextBlock()) {
                    readerEnded = true;
                    break;
                }
                readerInBlock = true;
            }
            if (reader.header().type() == BlockHeader.STORED) {
                content = skipStored(content, toNext ? end : stop);
            } else {
                into.reserve();
                int before = into.count;
                into.count =
                        reader.nextTokens(into.tokens, before, (toNext ? end : stop) - content);
                content = start + into.place(before, (int) (content - start));
                if (!reader.inBlock()) {
                    readerInBlock = false;
                    if (into.count > 0) {
                        into.tokens[into.count - 1] |= Integer.MIN_VALUE;
                    }
                }
            }
        }
        if (readerInBlock
                && into.count > 0
                && reader.header().type() != BlockHeader.STORED
                && reader.takeEndOfBlock()) {
            readerInBlock = false;
            into.tokens[into.count - 1] |= Integer.MIN_VALUE;
        }
        readerContent = content;
        into.start = start;
        into.end = content;
        return true;
    }

    private final byte[] stored = new byte[4096];

    private long skipStored(long content, long end) throws IOException {
        int n = reader.readStored(stored, 0, Math.clamp(end - content, 1, stored.length));
        if (n < 0) {
            readerInBlock = false;
            return content;
        }
        return content + n;
    }
}
