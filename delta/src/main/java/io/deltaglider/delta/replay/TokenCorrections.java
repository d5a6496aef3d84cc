package io.deltaglider.delta.replay;

import io.deltaglider.delta.deflate.Symbols;
import io.deltaglider.delta.deflate.Token;
import io.deltaglider.delta.entropy.Coder;
import io.deltaglider.delta.entropy.Contexts;
import io.deltaglider.delta.predict.ContentWindow;

import org.jspecify.annotations.Nullable;

/** Codes tokens that nobody predicted, by how they differ from the one expected first. Works both ways. Not safe for use by several threads. */
final class TokenCorrections {
    private final Contexts contexts;
    private final ContentWindow window;
    private final boolean writing;
    private @Nullable Occurrences occurrences;

    /**
     * @param writing whether the tokens handed over are the actual ones, and not without meaning
     */
    TokenCorrections(Contexts contexts, ContentWindow window, boolean writing) {
        this.contexts = contexts;
        this.window = window;
        this.writing = writing;
    }

    /**
     * Codes the token at a position.
     *
     * @param first that was expected, and is another
     * @throws DamagedRecipeException if there can be no such token
     */
    int token(Coder coder, long position, int actualToken, int first)
            throws DamagedRecipeException {
        boolean literal =
                Token.isLiteral(first)
                        ? false
                        : coder.flag(
                                contexts,
                                RecipeContexts.KIND + Math.min(Token.length(first), 7) - 3,
                                Token.isLiteral(actualToken));
        if (literal) {
            return window.bytes()[window.index(position)] & 0xFF;
        }
        return match(coder, position, actualToken, first);
    }

    private int match(Coder coder, long position, int actualToken, int first)
            throws DamagedRecipeException {
        int actualLength = Token.length(actualToken);
        int actualDistance = Token.distance(actualToken);
        long most = Math.min(Token.MAX_MATCH, window.contentLength() - position);
        int length;
        int distance = 0;
        if (Token.isLiteral(first)) {
            length =
                    (int)
                                    Math.min(
                                            Token.MAX_MATCH,
                                            coder.number(
                                                    contexts,
                                                    RecipeContexts.LENGTH,
                                                    actualLength - 3))
                            + 3;
        } else {
            boolean sameDistance =
                    coder.flag(
                            contexts,
                            RecipeContexts.DISTANCE_SAME,
                            actualDistance == Token.distance(first));
            distance = sameDistance ? Token.distance(first) : 0;
            int expected = Token.length(first);
            boolean sameLength =
                    coder.flag(
                            contexts,
                            RecipeContexts.LENGTH_SAME + (sameDistance ? 1 : 0),
                            actualLength == expected);
            length =
                    sameLength
                            ? expected
                            : (int)
                                    Math.clamp(
                                            expected
                                                    + coder.signed(
                                                            contexts,
                                                            RecipeContexts.LENGTH_DELTA,
                                                            actualLength - expected),
                                            0L,
                                            1000L);
        }
        if (length < Token.MIN_MATCH || length > most) {
            throw new DamagedRecipeException("invalid match length");
        }
        if (distance == 0) {
            distance = distance(coder, position, length, actualDistance);
        }
        if (distance < 1 || distance > position || distance > Token.MAX_DISTANCE) {
            throw new DamagedRecipeException(
                    "match distance reaches before the start of the content");
        }
        boolean longForm =
                length == Token.MAX_MATCH
                        && coder.flag(
                                contexts,
                                RecipeContexts.LONG_FORM,
                                writing && Token.isLongForm(actualToken));
        return longForm ? Token.longForm(distance) : Token.match(length, distance);
    }

    private int distance(Coder coder, long position, int length, int actualDistance) {
        Occurrences places = occurrences;
        if (places == null) {
            places = new Occurrences();
            occurrences = places;
        }
        int rank = writing ? places.rank(window, position, length, actualDistance) : 0;
        boolean ranked =
                coder.flag(contexts, RecipeContexts.RANKED, rank != Occurrences.NOT_RANKED);
        if (ranked) {
            long coded = coder.number(contexts, RecipeContexts.RANK, rank);
            return writing ? actualDistance : places.distance(window, position, length, coded);
        }
        int symbol =
                coder.symbol(
                        contexts,
                        RecipeContexts.DISTANCE,
                        5,
                        writing ? Symbols.ofDistance(actualDistance) : 0);
        if (symbol >= Symbols.DISTANCES) {
            return 0;
        }
        int base = Symbols.distanceBase(symbol);
        return base + (int) coder.raw(Symbols.distanceExtra(symbol), actualDistance - base);
    }
}
