package io.deltaglider.delta.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deltaglider.delta.deflate.Token;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.Deflater;

class CompressorsTest {
    static List<Fixture> modelled() {
        return Fixture.modelled();
    }

    static List<Fixture> all() {
        return Fixture.all();
    }

    @ParameterizedTest
    @MethodSource("modelled")
    void theRightModelIsRightAboutEverything(Fixture fixture) {
        Prediction prediction = Prediction.of(fixture.parsed(), Compressors.create(fixture.id()));
        assertThat(prediction.wrongTokens)
                .as("tokens")
                .isLessThanOrEqualTo(fixture.name().startsWith("gzip") ? 1 : 0);
        assertThat(prediction.wrongEnds).as("ends of blocks").isZero();
        assertThat(prediction.wrongCodes).as("prefix codes").isZero();
        assertThat(prediction.impossible).as("impossible predictions").isZero();
    }

    @ParameterizedTest
    @MethodSource("all")
    void aWrongModelPredictsNothingImpossible(Fixture fixture) {
        ParsedStream stream = fixture.parsed();
        for (CompressorId id :
                List.of(
                        CompressorId.NONE,
                        CompressorId.of(CompressorId.Family.ZLIB, 2),
                        CompressorId.of(CompressorId.Family.CHROMIUM_CRC, 5).inChunks(40_000, true),
                        CompressorId.of(CompressorId.Family.GO, 1),
                        CompressorId.of(CompressorId.Family.GO, 3))) {
            Prediction prediction = Prediction.of(stream, Compressors.create(id));
            assertThat(prediction.impossible).as(id.toString()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("modelled")
    void askedForAFewTokensAModelIsJustAsRight(Fixture fixture) {
        ParsedStream stream = fixture.parsed();
        Compressor model = Compressors.create(fixture.id());
        Prediction few = Prediction.of(stream, model, position -> position / 700 % 5 == 3);
        assertThat(few.wrongTokens).isLessThanOrEqualTo(fixture.name().startsWith("gzip") ? 1 : 0);
        assertThat(few.wrongEnds).isZero();
        Prediction rare =
                Prediction.of(
                        stream,
                        Compressors.create(fixture.id()),
                        position -> position % 20_011 < 3);
        assertThat(rare.wrongTokens).isLessThanOrEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("modelled")
    void aModelBegunAgainIsAsGoodAsNew(Fixture fixture) {
        ParsedStream stream = fixture.parsed();
        Compressor model = Compressors.create(fixture.id());
        Prediction first = Prediction.of(stream, model);
        model.restart();
        Prediction second = Prediction.of(stream, model);
        assertThat(second.predictions).isEqualTo(first.predictions);
        assertThat(second.wrongEnds).isEqualTo(first.wrongEnds);
    }

    @Test
    void streamsOfEveryLevelFromTheSystemsZlibArePredictedWell() {
        Random random = new Random(7);
        for (int size : new int[] {1, 2, 3, 4, 5, 100, 258, 259, 260, 520, 5000, 33_000, 66_000}) {
            byte[] content = new byte[size];
            for (int i = 0; i < size; i++) {
                boolean copy = i > 50 && random.nextInt(4) != 0;
                content[i] = copy ? content[i - 50] : (byte) random.nextInt(6);
            }
            for (int level = 1; level <= 9; level++) {
                ParsedStream stream = new ParsedStream(deflate(content, level), 0);
                Prediction prediction =
                        Prediction.of(
                                stream,
                                Compressors.create(
                                        CompressorId.of(CompressorId.Family.ZLIB, level)));
                assertThat(prediction.impossible).isZero();
                assertThat(prediction.wrongTokens).as("level %d, %d bytes", level, size).isZero();
            }
        }
    }

    /** A damaged or hostile recipe can make any row of tokens, and ask for any predictions in between. */
    @Property(tries = 60)
    void whateverTheTokensPredictionsFitTheContent(
            @ForAll("models") CompressorId id,
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 150_000) int size) {
        Random random = new Random(seed);
        byte[] content = new byte[size];
        int alphabet = 1 + random.nextInt(8);
        for (int i = 0; i < size; i++) {
            content[i] = (byte) random.nextInt(alphabet);
        }
        Compressor model = Compressors.create(id);
        ContentWindow window = new ContentWindow(size);
        int known = 0;
        int askedOf = 1 + random.nextInt(2000);
        for (int position = 0; position < size; ) {
            while (known < size && known < position + ContentWindow.LOOKAHEAD) {
                known +=
                        window.append(
                                content,
                                known,
                                Math.min(1 + random.nextInt(70_000), size - known),
                                position);
            }
            if (random.nextInt(askedOf) == 0) {
                int token = model.predict(window, position);
                int length = Token.length(token);
                assertThat(length).isLessThanOrEqualTo(size - position);
                if (!Token.isLiteral(token)) {
                    int from = position - Token.distance(token);
                    assertThat(from).isNotNegative();
                    assertThat(
                                    Arrays.mismatch(
                                            content,
                                            from,
                                            from + length,
                                            content,
                                            position,
                                            position + length))
                            .isNegative();
                }
            }
            int most = Math.min(Token.MAX_MATCH, size - position);
            int token =
                    position == 0 || most < 3 || random.nextInt(3) == 0
                            ? Token.literal(content[position])
                            : Token.match(
                                    3 + random.nextInt(most - 2),
                                    1 + random.nextInt(Math.min(position, 32_768)));
            model.accept(window, position, token);
            position += Token.length(token);
            if (model.endsBlock(window, position) || random.nextInt(5000) == 0) {
                model.blockEnded(position);
            }
        }
    }

    @Provide
    Arbitrary<CompressorId> models() {
        return Arbitraries.of(
                Stream.of(CompressorId.Family.values())
                        .flatMap(family ->
                                IntStream.range(0, 10)
                                        .mapToObj(level -> CompressorId.of(family, level)))
                        .flatMap(id -> Stream.of(id, withAll(id)))
                        .filter(Compressors::isKnown)
                        .toList());
    }

    private static CompressorId withAll(CompressorId id) {
        return new CompressorId(
                id.family(),
                id.level(),
                1,
                9,
                CompressorId.Strategy.FILTERED,
                33_000,
                id.level() % 2 == 0);
    }

    private static byte[] deflate(byte[] content, int level) {
        Deflater deflater = new Deflater(level, true);
        deflater.setInput(content);
        deflater.finish();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[1000];
        while (!deflater.finished()) {
            out.write(buffer, 0, deflater.deflate(buffer));
        }
        deflater.end();
        return out.toByteArray();
    }

    @Test
    void identifiersKeepTheirCodes() {
        assertThat(CompressorId.NONE.code()).isZero();
        assertThat(CompressorId.of(CompressorId.Family.ZLIB, 6).code()).isEqualTo(0x61);
        assertThat(CompressorId.of(CompressorId.Family.GZIP, 9).code()).isEqualTo(0x92);
        assertThat(CompressorId.of(CompressorId.Family.CHROMIUM, 9).code()).isEqualTo(0x93);
        assertThat(CompressorId.of(CompressorId.Family.GO, 6).code()).isEqualTo(0x65);
        assertThat(CompressorId.zlib(6, 9, CompressorId.Strategy.FILTERED).code())
                .isEqualTo(0x8F61);
        for (Fixture fixture : modelled()) {
            assertThat(CompressorId.of(fixture.id().code())).isEqualTo(fixture.id());
        }
    }

    @Test
    void codesOfNoCompressorAreRefused() {
        for (long code :
                new long[] {-1, 0xF, 0xF1, 0x02, 5L << 15, 1L << 18, Long.MAX_VALUE, 0x10}) {
            assertThatThrownBy(() -> CompressorId.of(code))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
