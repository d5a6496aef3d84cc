package io.deltaglider.delta.deflate;

import java.util.Arrays;

/**
 * Places of a deflate stream from which its tokens can be read without those before. One thread adds while others look
 * up.
 */
public final class Checkpoints {
    /** Bytes of content from one place to the next, at least. */
    public static final int SPACING = 16 << 10;

    private long[] contents = new long[4];
    private long[] blocks = new long[4];
    private long[] tokens = new long[4];
    private int count;
    private long end = Long.MAX_VALUE;

    /**
     * Adds a place behind the last one.
     *
     * @param content bytes of content before it
     * @param block where the header of its block begins, in bits
     * @param token where the token (or byte of a stored block) begins, in bits
     */
    synchronized void add(long content, long block, long token) {
        if (count == contents.length) {
            contents = Arrays.copyOf(contents, count * 2);
            blocks = Arrays.copyOf(blocks, count * 2);
            tokens = Arrays.copyOf(tokens, count * 2);
        }
        contents[count] = content;
        blocks[count] = block;
        tokens[count] = token;
        count++;
    }

    /** Tells how much content there is. */
    synchronized void complete(long contentLength) {
        end = contentLength;
    }

    /** The last place at or before a position of the content; -1 if none is known. */
    synchronized int before(long content) {
        int found = Arrays.binarySearch(contents, 0, count, content);
        return found >= 0 ? found : -found - 2;
    }

    synchronized long content(int place) {
        return contents[place];
    }

    /** Where the next place is, or the content ends, as far as is known. */
    synchronized long contentAfter(int place) {
        return place + 1 < count ? contents[place + 1] : end;
    }

    synchronized long block(int place) {
        return blocks[place];
    }

    synchronized long token(int place) {
        return tokens[place];
    }
}
