package io.deltaglider.delta.replay;

import io.deltaglider.delta.deflate.Token;
import io.deltaglider.delta.deflate.TokenCursor;
import io.deltaglider.delta.predict.CommonPrefix;
import io.deltaglider.delta.predict.ContentWindow;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/**
 * Predicts a token by the one that the reference has at the same place: the same compressor, given the same content, made
 * the same. A match's distance is carried over through the covers, so that what was inserted or taken out in between
 * does not matter. Not safe for use by several threads.
 */
final class TokenFromReference {
    static final int NONE = -1;

    /**
     * Bytes after an address in no stream where none is looked for. What a cover's end would tell is not the same for
     * everyone: it depends on how the content is cut into pieces.
     */
    private static final int VOID = 64;

    private final ReferenceTokens tokens;
    private final CoverTrail trail;
    private final int shortestCover;
    private @Nullable ReferenceStream stream;

    /** Addresses that are taken to be in no stream. */
    private long voidStart;

    private long voidEnd;
    private boolean endsBlock;

    TokenFromReference(ReferenceTokens tokens, CoverTrail trail) {
        this.tokens = tokens;
        this.trail = trail;
        this.shortestCover = tokens.shortestCover();
    }

    /** Whether the reference's block ends with the token of the last prediction. */
    boolean endsBlock() {
        return endsBlock;
    }

    /** The token at a position, which never decreases; {@link #NONE} if the reference has none that begins there. */
    int predict(ContentWindow window, long position) throws IOException {
        endsBlock = false;
        if (!trail.goTo(position) || trail.end() - trail.start() < shortestCover) {
            return NONE;
        }
        long address = trail.address() + (position - trail.start());
        ReferenceStream in = streamAt(address);
        if (in == null) {
            return NONE;
        }
        TokenCursor cursor = in.cursor();
        long content = address - in.start();
        if (!cursor.seek(content) || cursor.start() != content) {
            return NONE;
        }
        int token = cursor.token();
        int predicted =
                Token.isLiteral(token)
                        ? window.bytes()[window.index(position)] & 0xFF
                        : match(window, position, address, token);
        endsBlock = predicted != NONE && cursor.endsBlock();
        return predicted;
    }

    /**
     * How many literals it has in a row from {@code position} on, none of which ends its block.
     *
     * @param position of the last prediction, which was a literal
     * @param most where counting stops
     */
    int literals(long position, int most) {
        ReferenceStream in = stream;
        if (endsBlock || in == null) {
            return 0;
        }
        return in.cursor().literals((int) Math.min(trail.end() - position, most));
    }

    private int match(ContentWindow window, long position, long address, int token) {
        int length = Token.length(token);
        long source = address - Token.distance(token);
        boolean sameCover = source >= trail.address();
        long from = sameCover ? position - Token.distance(token) : trail.positionOf(source);
        if (from < 0 || from >= position) {
            from = position - Token.distance(token);
        }
        if (from < 0 || position - from > Token.MAX_DISTANCE) {
            return NONE;
        }
        int most = (int) Math.min(Token.MAX_MATCH, window.contentLength() - position);
        byte[] bytes = window.bytes();
        int a = window.index(from);
        int b = window.index(position);
        boolean mayGrow = !sameCover || position + length >= trail.end();
        if (!mayGrow && length <= most && CommonPrefix.agree(bytes, a, b, length)) {
            int distance = (int) (position - from);
            return Token.isLongForm(token)
                    ? Token.longForm(distance)
                    : Token.match(length, distance);
        }
        int limit = Math.min(most, mayGrow ? Token.MAX_MATCH : length);
        int same = CommonPrefix.length(bytes, a, b, limit);
        if (same < Token.MIN_MATCH) {
            return NONE;
        }
        return Token.match(same, (int) (position - from));
    }

    private @Nullable ReferenceStream streamAt(long address) throws IOException {
        ReferenceStream last = stream;
        if (last != null && address >= last.start() && address < last.end()) {
            return last;
        }
        if (address >= voidStart && address < voidEnd) {
            return null;
        }
        ReferenceStream found = tokens.at(address);
        if (found == null) {
            voidStart = address;
            voidEnd = address + VOID;
        } else {
            stream = found;
        }
        return found;
    }
}
