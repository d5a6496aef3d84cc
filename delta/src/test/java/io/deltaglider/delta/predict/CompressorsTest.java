package io.deltaglider.delta.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Random;
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
                        CompressorId.of(CompressorId.Family.CHROMIUM_CRC, 5).inChunks(10_000, true),
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
