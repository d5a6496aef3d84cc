package io.deltaglider.delta.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.deflate.DamagedStreamException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.util.List;

class EstimatorTest {
    static List<Fixture> modelled() {
        return Fixture.modelled();
    }

    private static Estimate estimate(Estimator estimator, Fixture fixture) throws IOException {
        byte[] packed = fixture.bytes();
        return estimator.estimate(
                Content.of(packed), 0, packed.length, fixture.parsed().content().length);
    }

    @ParameterizedTest
    @MethodSource("modelled")
    void theEstimateIsAsGoodAsTheRightModel(Fixture fixture) throws IOException {
        Estimate estimate = estimate(new Estimator(), fixture);
        ParsedStream stream = fixture.parsed();
        Prediction found = Prediction.of(stream, Compressors.create(estimate.id()));
        assertThat(found.wrongTokens + found.wrongEnds)
                .as(estimate.id().toString())
                .isLessThanOrEqualTo(2);
    }

    @Test
    void oneEstimatorFollowsChangesOfTheCompressor() throws IOException {
        Estimator estimator = new Estimator();
        for (int round = 0; round < 2; round++) {
            for (Fixture fixture : modelled()) {
                if (fixture.name().endsWith("text")) {
                    Estimate estimate = estimate(estimator, fixture);
                    assertThat(estimate.misses()).as(fixture.name()).isLessThanOrEqualTo(2);
                }
            }
        }
    }

    @Test
    void ofAnUnknownCompressorItSaysHowWrongItIs() throws IOException {
        for (Fixture fixture : Fixture.all()) {
            if (!fixture.isModelled()) {
                Estimate estimate = estimate(new Estimator(), fixture);
                assertThat(estimate.isExact()).as(fixture.name()).isFalse();
                assertThat(estimate.bitsPerToken()).as(fixture.name()).isPositive();
                assertThat(estimate.misses()).isLessThan(estimate.tokens());
            }
        }
    }

    @Test
    void damagedStreamsAreRefused() {
        Fixture fixture = modelled().getFirst();
        byte[] packed = fixture.bytes();
        packed[0] |= 6;
        assertThatThrownBy(() ->
                        new Estimator().estimate(Content.of(packed), 0, packed.length, 10_000))
                .isInstanceOf(DamagedStreamException.class);
        byte[] early = {3 | 4, 2};
        assertThatThrownBy(
                        () -> new Estimator().estimate(Content.of(early), 0, early.length, 10_000))
                .isInstanceOf(DamagedStreamException.class);
    }

    @Test
    void anEmptyStreamHasAnEstimate() throws IOException {
        byte[] packed = {3, 0};
        assertThat(new Estimator().estimate(Content.of(packed), 0, packed.length, 0).isExact())
                .isTrue();
    }
}
