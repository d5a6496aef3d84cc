package io.deltaglider.delta.predict;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.delta.deflate.Token;
import io.deltaglider.delta.predict.CompressorId.Family;
import io.deltaglider.delta.predict.CompressorId.Strategy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Replaying asks a model about few places and tells it of the tokens between, whatever they are. No model may read what
 * its window no longer holds then, predict what the content is not, or depend on how the content was cut into pieces.
 */
class AskedNowAndThenTest {
    private static final int LENGTH = 400_000;

    static Stream<CompressorId> models() {
        List<CompressorId> ids = new ArrayList<>();
        for (int level = 0; level <= 9; level++) {
            ids.add(CompressorId.of(Family.ZLIB, level));
            ids.add(CompressorId.of(Family.GO, level));
        }
        for (int level = 1; level <= 9; level++) {
            ids.add(CompressorId.of(Family.LIBDEFLATE, level));
        }
        for (int level : new int[] {1, 3, 6, 9}) {
            ids.add(CompressorId.of(Family.GZIP, level));
            ids.add(CompressorId.of(Family.CHROMIUM, level));
            ids.add(CompressorId.of(Family.CHROMIUM_CRC, level));
            ids.add(CompressorId.of(Family.ZLIB, level).inChunks(128 << 10, false));
            ids.add(CompressorId.of(Family.ZLIB, level).inChunks(50_000, true));
            ids.add(CompressorId.zlib(level, 1, Strategy.FILTERED));
        }
        ids.add(CompressorId.zlib(6, 9, Strategy.RUNS));
        ids.add(CompressorId.zlib(6, 2, Strategy.LITERALS));
        ids.add(new CompressorId(Family.ZLIB, 6, 8, 9, Strategy.DEFAULT, 0, false));
        ids.add(CompressorId.NONE);
        return ids.stream();
    }

    /** Repeats from near and far, words, noise and runs, in stretches. */
    private static byte[] content(Random random, int length) {
        byte[] bytes = new byte[length];
        int at = 0;
        while (at < length) {
            int kind = random.nextInt(5);
            int end = Math.min(length, at + 1 + random.nextInt(1 << random.nextInt(17)));
            int from = at == 0 ? 0 : at - 1 - random.nextInt(Math.min(at, 70_000));
            byte run = (byte) random.nextInt();
            while (at < end) {
                bytes[at] =
                        switch (kind) {
                            case 0 -> (byte) random.nextInt();
                            case 1 -> run;
                            case 2 -> (byte) ('a' + random.nextInt(4));
                            default -> random.nextInt(200) == 0 ? run : bytes[from];
                        };
                at++;
                from++;
            }
        }
        return bytes;
    }

    /** One of the two runs that must agree. */
    private static final class Run {
        final Compressor model;
        final ContentWindow window;
        final byte[] content;
        final int piece;
        int known;

        Run(CompressorId id, byte[] content, int piece) {
            this.model = Compressors.create(id);
            this.window = new ContentWindow(content.length);
            this.content = content;
            this.piece = piece;
        }

        void feed(long position) {
            while (known < content.length && known < position + ContentWindow.LOOKAHEAD) {
                int most = Math.min(piece, content.length - known);
                known += window.append(content, known, most, position);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void readsNothingThatIsGone(CompressorId id) {
        Random random = new Random(id.code());
        byte[] content = content(random, LENGTH);
        Run one = new Run(id, content, 1000 + random.nextInt(100_000));
        Run other = new Run(id, content, 65_536);
        long position = 0;
        int askFor = 0;
        int block = 0;
        while (position < LENGTH) {
            one.feed(position);
            other.feed(position);
            if (askFor == 0) {
                // Now and then a few in a row, and long ways without any question.
                askFor = random.nextInt(4) > 0 ? 1 + random.nextInt(20) : -random.nextInt(30_000);
            }
            int predicted = -1;
            if (askFor > 0) {
                predicted = one.model.predict(one.window, position);
                assertThat(other.model.predict(other.window, position)).isEqualTo(predicted);
                assertFits(predicted, content, (int) position);
            }
            askFor -= Integer.signum(askFor);
            int token = token(random, predicted, content, (int) position);
            one.model.accept(one.window, position, token);
            boolean runs = Token.isLiteral(token);
            if (runs && other.model.literalsWithoutEnd(other.window, position, 1) == 1) {
                other.model.acceptLiterals(other.window, position, 1);
            } else {
                other.model.accept(other.window, position, token);
            }
            position += Token.length(token);
            boolean ends = one.model.endsBlock(one.window, position);
            assertThat(other.model.endsBlock(other.window, position)).isEqualTo(ends);
            block++;
            if (random.nextInt(50) == 0 ? block > 1000 : ends && random.nextInt(50) > 0) {
                one.model.blockEnded(position);
                other.model.blockEnded(position);
                block = 0;
            }
        }
    }

    /** What was written: as predicted mostly, or any match that there is, or a literal. */
    private static int token(Random random, int predicted, byte[] content, int at) {
        if (predicted >= 0 && random.nextInt(20) > 0) {
            return predicted;
        }
        for (int tries = 0; tries < 3 && at > 0; tries++) {
            int distance = 1 + random.nextInt(Math.min(at, Token.MAX_DISTANCE));
            int most = Math.min(Token.MAX_MATCH, content.length - at);
            int length = 0;
            while (length < most && content[at + length] == content[at + length - distance]) {
                length++;
            }
            if (length >= Token.MIN_MATCH) {
                return Token.match(length, distance);
            }
        }
        return Token.literal(content[at]);
    }

    private static void assertFits(int token, byte[] content, int at) {
        if (Token.isLiteral(token)) {
            assertThat(token).isEqualTo(content[at] & 0xFF);
            return;
        }
        int distance = Token.distance(token);
        int length = Token.length(token);
        assertThat(distance).isBetween(1, Math.min(at, Token.MAX_DISTANCE));
        assertThat(length)
                .isBetween(Token.MIN_MATCH, Math.min(Token.MAX_MATCH, content.length - at));
        for (int i = 0; i < length; i++) {
            if (content[at + i] != content[at + i - distance]) {
                throw new AssertionError("a match that is none, at " + at);
            }
        }
    }
}
