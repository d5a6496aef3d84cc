package io.deltaglider.delta.replay;

import io.deltaglider.delta.deflate.BlockHeader;
import io.deltaglider.delta.deflate.ByteSink;
import io.deltaglider.delta.deflate.DeflateReader;
import io.deltaglider.delta.deflate.DeflateWriter;
import io.deltaglider.delta.deflate.Token;
import io.deltaglider.delta.entropy.Coder;
import io.deltaglider.delta.entropy.Contexts;
import io.deltaglider.delta.predict.Compressor;
import io.deltaglider.delta.predict.CompressorId;
import io.deltaglider.delta.predict.ContentWindow;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/**
 * Makes a deflate stream again from its content and the corrections to what was predicted, or, given the stream, writes
 * these corrections: one piece of code for both, so that both predict the same. Content comes in pieces; how it is cut
 * does not matter. Memory is bounded whatever the length. Not safe for use by several threads.
 */
public final class StreamRecipe implements Recipe {
    private static final int NORMAL = 0;
    private static final int STORED = 1;
    private static final int EMPTY = 2;

    /** Tokens after a wrong one for which both sources are asked, at least and at most. */
    private static final int LEAST_DOUBT = 10;

    private static final int MOST_DOUBT = 160;

    /** Tokens in a row that are right and make half of the doubt go; then half as many do. */
    private static final int CALM = 4096;

    /** Tokens beyond which nobody counts. */
    private static final int ENOUGH = 1 << 20;

    /** Blocks without content in a row; more would be a stream made to take time. */
    private static final int MOST_EMPTY_BLOCKS = 4096;

    /** The model has not been asked what it makes of the place. */
    private static final int UNASKED = -2;

    private final long contentLength;
    private final RecipeContexts shared;
    private final Contexts contexts;
    private final ContentWindow window;
    private final CoverTrail trail = new CoverTrail();
    private final TokenFromReference reference;
    private final BlockTokens block = new BlockTokens();
    private final @Nullable DeflateReader actual;
    private final @Nullable DeflateWriter writer;
    private final CompressorId id;
    private final Compressor compressor;
    private final HeaderCoding headers;
    private final TokenCorrections corrections;

    private long position;
    private long pushed;
    private boolean inBlock;
    private int kindOfBlock = NORMAL;
    private int kindBefore = 3;
    private long storedEnd;
    private long storedStart;
    private int storedPadding;
    private long lastBlockEnd;
    private int emptyBlocks;
    private boolean ended;
    private long emitted;

    /** Tokens after a wrong one for which both sources are asked: the more of them, the more often that would have helped. */
    private int doubt = LEAST_DOUBT;

    /** Tokens since the last wrong prediction. */
    private int sinceMiss;

    /** Tokens since the reference began to have them. */
    private int sinceAligned;

    /** How much more often the reference was right than the model where they differed. */
    private int trust;

    private StreamRecipe(
            Coder coder,
            RecipeContexts shared,
            long contentLength,
            ReferenceTokens tokens,
            CompressorId id,
            @Nullable DeflateReader actual,
            @Nullable ByteSink sink)
            throws IOException {
        this.contentLength = contentLength;
        this.shared = shared;
        this.contexts = shared.contexts;
        this.window = new ContentWindow(contentLength);
        this.corrections = new TokenCorrections(contexts, window, actual != null);
        this.reference = new TokenFromReference(tokens, trail);
        this.actual = actual;
        this.writer = sink == null ? null : new DeflateWriter(sink);
        this.id = id;
        this.compressor = shared.borrow(this.id);
        this.headers = new HeaderCoding(compressor.codeLengths());
        advance(coder);
    }

    /**
     * Begins to write the corrections for a stream.
     *
     * @param id the model to predict with
     * @param contentLength bytes of the stream's content
     * @param stream at its start
     */
    public static StreamRecipe write(
            Coder coder,
            RecipeContexts contexts,
            long contentLength,
            ReferenceTokens tokens,
            CompressorId id,
            DeflateReader stream)
            throws IOException {
        CompressorId coded = StreamCode.compressor(StreamCode.code(coder, contexts, id.code()));
        return new StreamRecipe(coder, contexts, contentLength, tokens, coded, stream, null);
    }

    /** Begins to make a stream again whose model is known; {@code sink} takes it. */
    static StreamRecipe replay(
            Coder coder,
            RecipeContexts contexts,
            long contentLength,
            ReferenceTokens tokens,
            CompressorId id,
            ByteSink sink)
            throws IOException {
        return new StreamRecipe(coder, contexts, contentLength, tokens, id, null, sink);
    }

    @Override
    public void push(Coder coder, byte[] bytes, int from, int length, long address)
            throws IOException {
        if (length > contentLength - pushed) {
            throw new DamagedRecipeException("more content than the stream has");
        }
        if (address >= 0) {
            trail.add(pushed, length, address, position);
        }
        int done = 0;
        while (done < length) {
            int n = window.append(bytes, from + done, length - done, position);
            done += n;
            pushed += n;
            advance(coder);
        }
    }

    @Override
    public boolean isComplete() {
        return ended;
    }

    @Override
    public long emitted() {
        return emitted;
    }

    /** Codes as much as the content known allows; depends on how much of it is known and nothing else. */
    private void advance(Coder coder) throws IOException {
        while (!ended && canGoOn()) {
            if (!inBlock) {
                beginBlock(coder);
            } else if (kindOfBlock == NORMAL) {
                if (sinceMiss < doubt || sinceAligned < doubt || !follow(coder)) {
                    token(coder);
                }
            } else {
                position = Math.min(storedEnd, pushed);
                if (position == storedEnd) {
                    endBlock(coder);
                }
            }
        }
    }

    private boolean canGoOn() {
        if (inBlock && kindOfBlock == STORED) {
            return position < storedEnd ? pushed > position : true;
        }
        return pushed == contentLength || pushed - position >= ContentWindow.LOOKAHEAD;
    }

    private void beginBlock(Coder coder) throws IOException {
        int kind = NORMAL;
        DeflateReader stream = actual;
        if (stream != null) {
            if (!stream.nextBlock()) {
                throw new DamagedRecipeException("the stream does not end with its content");
            }
            if (stream.header().type() == BlockHeader.STORED) {
                kind = STORED;
            } else if (stream.takeEndOfBlock()) {
                kind = EMPTY;
            }
        }
        int base =
                RecipeContexts.BLOCK_BEGINS
                        + (kindBefore * 2 + (position == contentLength ? 1 : 0)) * 4;
        kind = coder.symbol(contexts, base, 2, kind);
        kindOfBlock = kind;
        inBlock = true;
        block.clear();
        switch (kind) {
            case NORMAL -> {
                if (position == contentLength) {
                    throw new DamagedRecipeException("a block starts after the end of the content");
                }
            }
            case STORED -> beginStored(coder);
            case EMPTY -> endBlock(coder);
            default -> throw new DamagedRecipeException("unknown block type");
        }
    }

    private void beginStored(Coder coder) throws IOException {
        DeflateReader stream = actual;
        long most = Math.min(65_535, contentLength - position);
        long length = stream == null ? 0 : stream.header().storedLength();
        if (!coder.flag(contexts, RecipeContexts.STORED, length == most)) {
            length = coder.number(contexts, RecipeContexts.STORED_LENGTH, length);
        } else {
            length = most;
        }
        if (length > most) {
            throw new DamagedRecipeException("a stored block exceeds the content");
        }
        storedPadding = padding(coder, stream == null ? 0 : stream.header().padding());
        storedStart = position;
        storedEnd = position + length;
        if (stream != null) {
            byte[] passed = new byte[4096];
            int n;
            do {
                n = stream.readStored(passed, 0, passed.length);
            } while (n >= 0);
        }
        if (length == 0) {
            endBlock(coder);
        }
    }

    private int padding(Coder coder, int value) {
        return coder.flag(contexts, RecipeContexts.PADDING, value != 0)
                ? (int) coder.raw(7, value)
                : 0;
    }

    /**
     * Follows the reference as long as it is right: what {@link #token} does, without what is not needed then.
     *
     * @return false if it does not even have the next token
     */
    private boolean follow(Coder coder) throws IOException {
        long limit = pushed == contentLength ? contentLength : pushed - ContentWindow.LOOKAHEAD + 1;
        boolean any = false;
        while (position < limit && inBlock && sinceMiss != 0 && !block.isFull()) {
            int first = reference.predict(window, position);
            if (first == TokenFromReference.NONE) {
                return any;
            }
            any = true;
            boolean referenceEnds = reference.endsBlock();
            if (actual != null) {
                code(coder, first, UNASKED, 0, referenceEnds);
                continue;
            }
            if (Token.isLiteral(first)) {
                int run = literals(limit);
                int right = coder.ones(contexts, right(first), run, 0);
                take(right);
                if (right < run) {
                    wrong(coder, window.bytes()[window.index(position)] & 0xFF, false);
                }
                if (run > 0) {
                    continue;
                }
            }
            if (!coder.flag(contexts, right(first), false)) {
                wrong(coder, first, referenceEnds);
                continue;
            }
            compressor.accept(window, position, first);
            long behind = position + Token.length(first);
            int endsSlot = predictedEnd(behind, referenceEnds);
            if (endsSlot != 0) {
                finishToken(coder, first, first, 0, true, false, endsSlot);
                continue;
            }
            countRight();
            block.add(first);
            position = behind;
        }
        return any;
    }

    /** Slot of the question whether what the reference predicts is right. */
    private int right(int first) {
        return RecipeContexts.RIGHT + bucket(sinceMiss) * 2 + (Token.isLiteral(first) ? 0 : 1);
    }

    /** How many literals the reference predicts in a row, up to where anything else about them changes than that they are right. */
    private int literals(long limit) {
        int sameSlot = sinceMiss < 16 ? 1 : sinceMiss < 64 ? 64 - sinceMiss : CALM - sinceMiss;
        int most = (int) Math.min(limit - position, Math.min(sameSlot, block.room()));
        most = compressor.literalsWithoutEnd(window, position, most);
        return most <= 0 ? 0 : reference.literals(position, most);
    }

    /** Takes literals that are right, as many as {@link #literals} says or fewer. */
    private void take(int count) {
        if (count == 0) {
            return;
        }
        compressor.acceptLiterals(window, position, count);
        block.addLiterals(window.bytes(), window.index(position), count);
        position += count;
        sinceMiss += count - 1;
        countRight();
    }

    /** Goes on behind a prediction of the reference that was not right. */
    private void wrong(Coder coder, int first, boolean referenceEnds) throws IOException {
        int token = correct(coder, first, first, UNASKED, 0);
        compressor.accept(window, position, token);
        int endsSlot = predictedEnd(position + Token.length(token), referenceEnds);
        finishToken(coder, token, first, 0, false, false, endsSlot);
    }

    private void token(Coder coder) throws IOException {
        if (block.isFull()) {
            throw new DamagedRecipeException("a block has too many tokens");
        }
        int first = reference.predict(window, position);
        boolean referenceEnds = reference.endsBlock();
        int source = 0;
        int second = UNASKED;
        if (first == TokenFromReference.NONE) {
            sinceAligned = 0;
            first = compressor.predict(window, position);
            second = TokenFromReference.NONE;
            source = 4;
        } else {
            sinceAligned = Math.min(sinceAligned + 1, ENOUGH);
            if (sinceMiss < doubt || sinceAligned < doubt) {
                int fromModel = compressor.predict(window, position);
                second = TokenFromReference.NONE;
                if (fromModel == first) {
                    source = 1;
                } else if (trust >= 0) {
                    source = 2;
                    second = fromModel;
                } else {
                    source = 3;
                    second = first;
                    first = fromModel;
                }
            }
        }
        code(coder, first, second, source, referenceEnds);
    }

    /** Codes the next token, given what is predicted. */
    private void code(Coder coder, int first, int second, int source, boolean referenceEnds)
            throws IOException {
        int token = first;
        boolean ends = false;
        DeflateReader stream = actual;
        if (stream != null) {
            token = stream.nextToken();
            if (token == Token.END_OF_BLOCK) {
                throw new DamagedRecipeException("the stream changed while it was read");
            }
            ends = stream.takeEndOfBlock();
        }
        int slot =
                RecipeContexts.RIGHT
                        + (source * 8 + bucket(sinceMiss)) * 2
                        + (Token.isLiteral(first) ? 0 : 1);
        int endsSlot = 0;
        boolean right;
        if (stream != null) {
            int other = second;
            if (token != first && second == UNASKED) {
                // Before the model learns what was written, as when it is read.
                other = compressor.predict(window, position);
            }
            compressor.accept(window, position, token);
            endsSlot = predictedEnd(position + Token.length(token), referenceEnds);
            right = token == first && (!ends || endsSlot != 0);
            coder.flag(contexts, slot, right);
            if (!right) {
                correct(coder, token, first, other, source);
            }
        } else {
            right = coder.flag(contexts, slot, false);
            if (!right) {
                token = correct(coder, token, first, second, source);
            }
            compressor.accept(window, position, token);
            endsSlot = predictedEnd(position + Token.length(token), referenceEnds);
        }
        finishToken(coder, token, first, source, right, ends, endsSlot);
    }

    private void finishToken(
            Coder coder,
            int token,
            int first,
            int source,
            boolean right,
            boolean ends,
            int endsSlot)
            throws IOException {
        boolean tokenRight = token == first;
        if (source == 2 || source == 3) {
            int change = tokenRight == (source == 2) ? 1 : -1;
            trust = Math.clamp(trust + change, -4, 4);
        }
        if (tokenRight) {
            countRight();
        } else {
            sinceMiss = 0;
        }
        block.add(token);
        position += Token.length(token);
        boolean end;
        if (position == contentLength) {
            end = true;
        } else if (right && endsSlot == 0) {
            end = false;
        } else if (!right && tokenRight) {
            // What was wrong is that the block ends.
            end = true;
        } else {
            end =
                    coder.flag(
                            contexts, RecipeContexts.BLOCK_ENDS + endsSlot + (right ? 0 : 4), ends);
        }
        if (end != ends && actual != null) {
            throw new DamagedRecipeException("the block end does not match the stream");
        }
        if (end) {
            endBlock(coder);
        }
    }

    private void countRight() {
        if (++sinceMiss == CALM) {
            sinceMiss = CALM / 2;
            doubt = Math.max(doubt / 2, LEAST_DOUBT);
        }
    }

    /** Who expects the block to end: 0 nobody, 1 the model, 2 the reference, 3 both. */
    private int predictedEnd(long behind, boolean referenceEnds) {
        if (behind >= contentLength) {
            return 3;
        }
        return (compressor.endsBlock(window, behind) ? 1 : 0) | (referenceEnds ? 2 : 0);
    }

    private static int bucket(int since) {
        return since < 4 ? since : since < 8 ? 4 : since < 16 ? 5 : since < 64 ? 6 : 7;
    }

    /** Codes a token that is not as predicted, or one that is but is followed by the block's end unexpectedly. */
    private int correct(Coder coder, int actualToken, int first, int second, int source)
            throws IOException {
        if (coder.flag(contexts, RecipeContexts.TOKEN_RIGHT + source, actualToken == first)) {
            return first;
        }
        int other = second == UNASKED ? compressor.predict(window, position) : second;
        if (other != TokenFromReference.NONE && other != first) {
            int slot =
                    RecipeContexts.SECOND
                            + source * 4
                            + (Token.isLiteral(first) ? 0 : 2)
                            + (Token.isLiteral(other) ? 0 : 1);
            if (coder.flag(contexts, slot, actualToken == other)) {
                if (source == 0) {
                    doubt = Math.min(2 * doubt, MOST_DOUBT);
                }
                return other;
            }
        }
        return corrections.token(coder, position, actualToken, first);
    }

    private void endBlock(Coder coder) throws IOException {
        emptyBlocks = position == lastBlockEnd ? emptyBlocks + 1 : 0;
        lastBlockEnd = position;
        if (emptyBlocks > MOST_EMPTY_BLOCKS) {
            throw new DamagedRecipeException("too many blocks without content");
        }
        DeflateReader stream = actual;
        boolean atEnd = position == contentLength;
        boolean last =
                coder.flag(
                        contexts,
                        RecipeContexts.LAST + (atEnd ? 1 : 0),
                        stream != null && stream.header().isLast());
        if (last && !atEnd) {
            throw new DamagedRecipeException("the stream ends before its content");
        }
        if (kindOfBlock == STORED) {
            DeflateWriter out = writer;
            if (out != null) {
                out.writeStored(
                        last,
                        storedPadding,
                        window.bytes(),
                        window.index(storedStart),
                        (int) (storedEnd - storedStart));
            }
        } else {
            BlockHeader header =
                    headers.code(coder, contexts, block, stream == null ? null : stream.header());
            write(last, header);
        }
        kindBefore = kindOfBlock;
        inBlock = false;
        compressor.blockEnded(position);
        if (stream != null) {
            emitted = stream.bitPosition() / 8;
        }
        if (last) {
            ended = true;
            shared.giveBack(id, compressor);
            int trailing = padding(coder, stream == null ? 0 : stream.trailingBits());
            DeflateWriter out = writer;
            if (out != null) {
                out.finish(trailing & (1 << out.bitsToByte()) - 1);
            }
            if (stream != null) {
                emitted = (stream.bitPosition() + 7) / 8;
            }
        }
    }

    private void write(boolean last, BlockHeader header) throws IOException {
        DeflateWriter out = writer;
        if (out == null) {
            return;
        }
        if (header.type() == BlockHeader.FIXED) {
            out.writeFixed(last, block.tokens(), block.count());
        } else {
            out.writeDynamic(last, header, block.tokens(), block.count());
        }
    }
}
