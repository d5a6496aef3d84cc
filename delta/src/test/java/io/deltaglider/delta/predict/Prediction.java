package io.deltaglider.delta.predict;

import io.deltaglider.delta.deflate.Symbols;
import io.deltaglider.delta.deflate.Token;

import java.util.Arrays;
import java.util.function.LongPredicate;

/** Runs a model over a stream as replaying does, and counts what it gets wrong. */
final class Prediction {
    private static final int PIECE = 10_000;

    private final ParsedStream stream;
    private final Compressor model;
    private final ContentWindow window;
    private final int[] literals = new int[Symbols.LITERALS_AND_LENGTHS];
    private final int[] distances = new int[Symbols.DISTANCES];
    private final byte[] lengths = new byte[Symbols.LITERALS_AND_LENGTHS];
    private int known;

    int tokens;
    int wrongTokens;
    int wrongEnds;
    int wrongCodes;

    /** Predictions that do not fit the content. */
    int impossible;

    /** Hash of all predictions that were asked for. */
    int predictions;

    private Prediction(ParsedStream stream, Compressor model) {
        this.stream = stream;
        this.model = model;
        window = new ContentWindow(stream.content().length);
    }

    /** Asks a model for every token. */
    static Prediction of(ParsedStream stream, Compressor model) {
        return of(stream, model, position -> true);
    }

    /**
     * Asks a model for some tokens.
     *
     * @param asked at which positions
     */
    static Prediction of(ParsedStream stream, Compressor model, LongPredicate asked) {
        Prediction prediction = new Prediction(stream, model);
        prediction.run(asked);
        return prediction;
    }

    private void run(LongPredicate asked) {
        long position = 0;
        for (ParsedStream.Block block : stream.blocks()) {
            Arrays.fill(literals, 0);
            Arrays.fill(distances, 0);
            literals[Symbols.END_OF_BLOCK] = 1;
            for (int i = 0; i < block.tokens.length; i++) {
                feed(position);
                position = token(position, block.tokens[i], asked.test(position));
                wrongEnds +=
                        model.endsBlock(window, position) == (i == block.tokens.length - 1) ? 0 : 1;
            }
            if (block.type == 2 && block.tokens.length > 0) {
                codes(literals, block.lengths[0]);
                codes(distances, block.lengths[1]);
            }
            position = block.end;
            model.blockEnded(position);
        }
    }

    private long token(long position, int token, boolean ask) {
        tokens++;
        if (ask) {
            int predicted = model.predict(window, position);
            wrongTokens += predicted == token ? 0 : 1;
            impossible += fits(predicted, position) ? 0 : 1;
            predictions = predictions * 31 + predicted;
        }
        model.accept(window, position, token);
        if (Token.isLiteral(token)) {
            literals[token]++;
        } else {
            literals[Symbols.ofLength(Token.length(token))]++;
            distances[Symbols.ofDistance(Token.distance(token))]++;
        }
        return position + Token.length(token);
    }

    /** Gives the window what it has room for, in pieces. */
    private void feed(long position) {
        byte[] content = stream.content();
        while (known < content.length && known < position + ContentWindow.LOOKAHEAD) {
            int taken =
                    window.append(
                            content, known, Math.min(PIECE, content.length - known), position);
            known += taken;
        }
    }

    private boolean fits(int token, long position) {
        byte[] content = stream.content();
        int at = (int) position;
        if (Token.isLiteral(token)) {
            return token == (content[at] & 0xFF);
        }
        int from = at - Token.distance(token);
        int length = Token.length(token);
        return from >= 0
                && at + length <= content.length
                && Arrays.equals(content, from, from + length, content, at, at + length);
    }

    private void codes(int[] frequencies, byte[] actual) {
        model.codeLengths().choose(frequencies, frequencies.length, 15, lengths);
        byte[] padded = Arrays.copyOf(actual, frequencies.length);
        wrongCodes += Arrays.equals(padded, 0, padded.length, lengths, 0, padded.length) ? 0 : 1;
    }
}
