package io.deltaglider.delta.predict;

import io.deltaglider.delta.deflate.Token;

/**
 * zlib and its kin: greedy search (deflate.c, deflate_fast), lazy search (deflate_slow), runs only (deflate_rle) and no
 * matches at all (deflate_huff), over content that may be compressed in chunks by themselves, as pigz does.
 */
final class ZlibCompressor implements Compressor {
    enum Search {
        GREEDY,
        LAZY,
        RUNS,
        NONE
    }

    /** Matches of three bytes are not worth it from farther away. */
    private static final int TOO_FAR = 4096;

    /** How far back a lazy search looks for where it is free of what came before. */
    private static final int LOOK_BACK = 16;

    /** What a search without a match counts as. */
    private static final int NO_MATCH = Token.MIN_MATCH - 1;

    private final ZlibSettings settings;
    private final MatchChains chains;
    private final BlockCounter block;
    private final CodeLengths codeLengths;

    private long chunkStart;
    private long chunkEnd;

    /** End of the last match. */
    private long matchEnd;

    /** Position of which it is known that the lazy search there does not depend on what came before. */
    private long freshAt;

    /** Position where the search is done already, and what it found. */
    private long knownAt = -1;

    private int knownLength;
    private int knownDistance;

    ZlibCompressor(ZlibSettings settings, CodeLengths codeLengths) {
        this.settings = settings;
        this.codeLengths = codeLengths;
        chains =
                new MatchChains(
                        settings.hash(),
                        settings.hashBits(),
                        settings.windowBits(),
                        settings.search() == Search.LAZY);
        block =
                new BlockCounter(
                        settings.blockTokens(),
                        settings.truncates(),
                        settings.search() == Search.LAZY ? 1 : 0);
        chunkEnd = settings.chunk() == 0 ? Long.MAX_VALUE : settings.chunk();
    }

    @Override
    public void restart() {
        chains.restart(0, Long.MAX_VALUE);
        block.reset(0);
        chunkStart = 0;
        chunkEnd = settings.chunk() == 0 ? Long.MAX_VALUE : settings.chunk();
        matchEnd = 0;
        freshAt = 0;
        knownAt = -1;
    }

    @Override
    public int predict(ContentWindow window, long position) {
        if (position >= chunkEnd) {
            enterChunk(position);
        }
        long end = Math.min(chunkEnd, window.contentLength());
        return switch (settings.search()) {
            case LAZY -> lazy(window, position, end);
            case GREEDY -> greedy(window, position, end);
            case RUNS -> run(window, position, end);
            case NONE -> literal(window, position);
        };
    }

    private static int literal(ContentWindow window, long position) {
        return Token.literal(window.bytes()[window.index(position)]);
    }

    private static int run(ContentWindow window, long position, long end) {
        if (position == 0) {
            return literal(window, position);
        }
        int at = window.index(position);
        int limit = (int) Math.min(end - position, Token.MAX_MATCH);
        int length = CommonPrefix.length(window.bytes(), at - 1, at, limit);
        return length < Token.MIN_MATCH ? literal(window, position) : Token.match(length, 1);
    }

    private int greedy(ContentWindow window, long position, long end) {
        int length =
                chains.search(window, position, end, NO_MATCH, settings.steps(), settings.nice());
        return length == 0
                ? literal(window, position)
                : Token.match(length, chains.foundDistance());
    }

    private int lazy(ContentWindow window, long position, long end) {
        int length;
        int distance;
        if (knownAt == position) {
            length = knownLength;
            distance = knownDistance;
        } else {
            length =
                    freshAt == position
                            ? search(window, position, end, NO_MATCH)
                            : resume(window, position, end);
            distance = chains.foundDistance();
        }
        freshAt = position + 1;
        if (length < Token.MIN_MATCH) {
            return literal(window, position);
        }
        if (length < settings.lazy()) {
            int longer = search(window, position + 1, end, length);
            if (longer > length) {
                knownAt = position + 1;
                knownLength = longer;
                knownDistance = chains.foundDistance();
                return literal(window, position);
            }
        }
        return Token.match(length, distance);
    }

    /**
     * What the lazy search finds at a position to which the prediction has jumped: that depends on what it found one byte
     * before, and so on, back to the last match or a position without one.
     */
    private int resume(ContentWindow window, long position, long end) {
        long from = position;
        long lowest = Math.max(Math.max(matchEnd, chunkStart), position - LOOK_BACK);
        while (from > lowest && search(window, from - 1, end, NO_MATCH) != NO_MATCH) {
            from--;
        }
        int length = search(window, from, end, NO_MATCH);
        while (from < position) {
            from++;
            int before = length;
            length = before < settings.lazy() ? search(window, from, end, before) : NO_MATCH;
            if (before != NO_MATCH && length <= before) {
                length = search(window, from, end, NO_MATCH);
            }
        }
        return length;
    }

    /** Length of the match that is found at a position, at least {@link #NO_MATCH}. */
    private int search(ContentWindow window, long position, long end, int longerThan) {
        int steps = longerThan >= settings.good() ? settings.steps() >>> 2 : settings.steps();
        int length = chains.search(window, position, end, longerThan, steps, settings.nice());
        boolean tooShort =
                (length == Token.MIN_MATCH && chains.foundDistance() > TOO_FAR)
                        || (length <= 5 && settings.filtered());
        return length == 0 || tooShort ? NO_MATCH : length;
    }

    @Override
    public void accept(ContentWindow window, long position, int token) {
        block.count(position, token);
        if (Token.isLiteral(token)) {
            return;
        }
        int length = Token.length(token);
        matchEnd = position + length;
        freshAt = matchEnd;
        if (settings.search() == Search.GREEDY && length > settings.lazy()) {
            chains.leaveOut(position + 1, length - 1);
        }
    }

    @Override
    public int literalsWithoutEnd(ContentWindow window, long position, int most) {
        long toEnd = Math.min(chunkEnd, window.contentLength()) - position - 1;
        return (int) Math.max(Math.min(Math.min(toEnd, most), block.left()), 0);
    }

    @Override
    public void acceptLiterals(ContentWindow window, long position, int count) {
        block.countLiterals(position + count - 1, count);
    }

    @Override
    public boolean endsBlock(ContentWindow window, long position) {
        return block.isFull() || position == chunkEnd || position == window.contentLength();
    }

    @Override
    public void blockEnded(long position) {
        block.reset(position);
    }

    @Override
    public CodeLengths codeLengths() {
        return codeLengths;
    }

    /** Each chunk is compressed by itself; what lies before it is at most a dictionary, all of which gets inserted. */
    private void enterChunk(long position) {
        chunkStart = position - position % settings.chunk();
        chunkEnd = chunkStart + settings.chunk();
        long dictionary = settings.independent() ? 0 : 1L << settings.windowBits();
        if (settings.independent() || settings.search() == Search.GREEDY) {
            chains.restart(Math.max(chunkStart - dictionary, 0), chunkStart);
        }
        matchEnd = Math.max(matchEnd, chunkStart);
        freshAt = chunkStart;
    }
}
