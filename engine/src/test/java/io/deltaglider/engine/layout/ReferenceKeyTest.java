package io.deltaglider.engine.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Optional;

final class ReferenceKeyTest {
    private static final String SPACE = "0123456789abcdef";
    private static final String SHA256 =
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    /** As early builds wrote them. */
    private static final ReferenceKey KEY = new ReferenceKey(SPACE, SHA256, 2, 1048576, 1, "-");

    private static final ReferenceKey FILED =
            KEY.at(3, new Lineage(500_000, false, 2, "0123456789ab"));

    @Test
    void isSpelledAsTheLayoutSays() {
        assertThat(KEY.key())
                .isEqualTo(".deltaglider/refs/" + SPACE + "/" + SHA256 + ".2.1048576.1.-");
        assertThat(KEY.id()).isEqualTo(SPACE + "/" + SHA256 + ".2.1048576.1.-");
        assertThat(KEY.markerKey()).isEqualTo(KEY.key() + ".retired");
        assertThat(ReferenceKey.parseMarker(KEY.markerKey())).contains(KEY);
        assertThat(ReferenceKey.parseMarker(KEY.key())).isEmpty();
        assertThat(ReferenceKey.parseMarker(KEY.markerKey() + ".retired")).isEmpty();
        assertThat(KEY.key()).startsWith(ReferenceKey.listPrefix(SPACE));
        assertThat(ReferenceKey.listPrefix(SPACE)).isEqualTo(".deltaglider/refs/" + SPACE + "/");
    }

    @Test
    void saysWhereItStands() {
        String rest = SHA256 + ".2.1048576.3.2.0123456789ab.-";
        assertThat(FILED.id()).isEqualTo(SPACE + "/1f85edf." + rest);
        assertThat(FILED.at(3, new Lineage(500_001, false, 2, "0123456789ab")).id())
                .isEqualTo(SPACE + "/1f85ede." + rest)
                .isLessThan(FILED.id());
        ReferenceKey landmark = FILED.at(3, new Lineage(1, true, 2, "0123456789ab"));
        assertThat(landmark.id()).isEqualTo(SPACE + "/0fffffe." + rest).isLessThan(FILED.id());
        assertThat(landmark.key()).isLessThan(ReferenceKey.newestPrefix(SPACE));
        assertThat(FILED.key()).startsWith(ReferenceKey.newestPrefix(SPACE));
        assertThat(ReferenceKey.ofId(landmark.id())).contains(landmark);
    }

    @Test
    void isFoundByItsLocator() {
        assertThat(FILED.locator()).isEqualTo("refs/" + SPACE + "/1f85edf.2.3.2.0123456789ab");
        ReferenceKey found = ReferenceKey.ofLocator(FILED.locator(), SHA256, 1048576).orElseThrow();
        assertThat(found.isWhole()).isFalse();
        assertThat(FILED.isWhole()).isTrue();
        assertThat(FILED.key()).isEqualTo(found.prefix() + "-");
        assertThat(ReferenceKey.ofLocator(KEY.locator(), SHA256, 1048576)).contains(KEY);
        assertThat(ReferenceKey.ofLocator(KEY.locator(), SHA256, 1)).isEmpty();
        assertThat(ReferenceKey.ofLocator("v1.0/app.zip", SHA256, 1048576)).isEmpty();
        assertThat(ReferenceKey.ofLocator("", SHA256, 1048576)).isEmpty();
        assertThat(ReferenceKey.ofLocator("x" + FILED.locator(), SHA256, 1048576)).isEmpty();
    }

    @Test
    void nextGenerationDiffersInNothingElse() {
        assertThat(KEY.nextGeneration())
                .isEqualTo(new ReferenceKey(SPACE, SHA256, 3, 1048576, 1, "-"));
        ReferenceKey last = new ReferenceKey(SPACE, SHA256, ReferenceKey.MAX_GENERATION, 1, 0, "-");
        assertThatThrownBy(last::nextGeneration).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void knowsWhetherItHasASketch() {
        assertThat(KEY.hasSketch()).isFalse();
        assertThat(new ReferenceKey(SPACE, SHA256, 0, 0, 0, "--").hasSketch()).isTrue();
    }

    @Property(tries = 300)
    void comesBackFromItsText(@ForAll("keys") ReferenceKey key) {
        assertThat(ReferenceKey.parse(key.key())).contains(key);
        assertThat(ReferenceKey.ofId(key.id())).contains(key);
        assertThat(key.markerKey().length()).isLessThanOrEqualTo(1024);
        assertThat(key.key().length()).isLessThanOrEqualTo(1024);
    }

    @Provide
    Arbitrary<ReferenceKey> keys() {
        Arbitrary<String> hex = Arbitraries.strings().withChars("0123456789abcdef").ofLength(64);
        Arbitrary<String> sketches =
                Arbitraries.oneOf(
                        Arbitraries.just("-"),
                        Arbitraries.strings()
                                .withCharRange('a', 'z')
                                .withCharRange('A', 'Z')
                                .withCharRange('0', '9')
                                .withChars('-', '_')
                                .ofMinLength(2)
                                .ofMaxLength(ReferenceKey.MAX_SKETCH_LENGTH));
        return Combinators.combine(
                        hex,
                        Arbitraries.integers().between(0, ReferenceKey.MAX_GENERATION),
                        Arbitraries.longs().between(0, Long.MAX_VALUE),
                        Arbitraries.integers().between(0, ReferenceKey.MAX_DEPTH),
                        sketches)
                .as((sha, generation, size, depth, sketch) ->
                        new ReferenceKey(
                                sha.substring(0, 16),
                                lineage(sha),
                                sha,
                                generation,
                                size,
                                depth,
                                sketch));
    }

    private static Optional<Lineage> lineage(String sha256) {
        int hour = Integer.parseInt(sha256, 0, 6, 16);
        return switch (hour % 3) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of(new Lineage(hour, true, 0, Lineage.NO_BASE));
            default -> Optional.of(new Lineage(hour, false, 1 + hour % 99, Lineage.digits(sha256)));
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "S/H.0.1.0",
                "S/H.0.1.0.",
                "S/H.0.1.0.-.",
                "S/H.0.1.0.a",
                "S/H.0.1.0.a+b",
                "S/H.0.1.0.ab=",
                "S/H.00.1.0.-",
                "S/H.0.01.0.-",
                "S/H.0.1.00.-",
                "S/H.-1.1.0.-",
                "S/H.+1.1.0.-",
                "S/H.1000000.1.0.-",
                "S/H.0.1.100.-",
                "S/H.0.9223372036854775808.0.-",
                "S/H.0.99999999999999999999.0.-",
                "S/H.٠.1.0.-",
                "S/H.0.1.0.-\n",
                " S/H.0.1.0.-",
                "/S/H.0.1.0.-",
                "SS/H.0.1.0.-",
                "S/HH.0.1.0.-",
                "S//H.0.1.0.-",
                "S/x/H.0.1.0.-",
                "S/H/0.1.0.-",
                "S/0000000.H.0.1.0.-",
                "S/H.0.1.0.1.-.-",
                "S/2000000.H.0.1.0.1.-.-",
                "S/000000.H.0.1.0.1.-.-",
                "S/0000000.H.0.1.0.100.-.-",
                "S/0000000.H.0.1.0.01.-.-",
                "S/0000000.H.0.1.0.1.0123.-",
                "S/000000A.H.0.1.0.1.-.-"
            })
    void readsNothingElse(String form) {
        String id = form.replace("S", SPACE).replace("H", SHA256);
        assertThat(ReferenceKey.ofId(id)).isEmpty();
        assertThat(ReferenceKey.parse(ReferenceKey.REFERENCES_PREFIX + id)).isEmpty();
    }

    @Test
    void readsLowerCaseHexOnly() {
        assertThat(ReferenceKey.ofId(KEY.id().toUpperCase(java.util.Locale.ROOT))).isEmpty();
        assertThat(ReferenceKey.parse(KEY.id())).isEmpty();
        assertThat(ReferenceKey.parse(KEY.markerKey())).isEmpty();
        assertThat(ReferenceKey.parse("x" + KEY.key())).isEmpty();
    }

    @Test
    void refusesValuesOutOfRange() {
        assertInvalid(() -> new ReferenceKey("x", SHA256, 0, 0, 0, "-"));
        assertInvalid(() -> new ReferenceKey(SPACE, "x", 0, 0, 0, "-"));
        assertInvalid(() -> new ReferenceKey(SPACE, SHA256, -1, 0, 0, "-"));
        assertInvalid(() -> new ReferenceKey(SPACE, SHA256, 1_000_000, 0, 0, "-"));
        assertInvalid(() -> new ReferenceKey(SPACE, SHA256, 0, -1, 0, "-"));
        assertInvalid(() -> new ReferenceKey(SPACE, SHA256, 0, 0, 100, "-"));
        assertInvalid(() -> new ReferenceKey(SPACE, SHA256, 0, 0, 0, ""));
        assertInvalid(() -> new ReferenceKey(SPACE, SHA256, 0, 0, 0, "a/b"));
        assertInvalid(() -> ReferenceKey.listPrefix("0123456789abcdeF"));
    }

    private static void assertInvalid(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class);
    }
}
