package io.deltaglider.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

class OptionsTest {
    private static Options parse(String line) {
        return Options.parse(line.isEmpty() ? List.of() : List.of(line.split(" ", -1)));
    }

    @Test
    void aRunOfEverythingIsPublished() {
        Options options = parse("");
        assertThat(options.out()).contains(Path.of("docs", "benchmarks"));
        assertThat(options.runs()).isEqualTo(3);
        assertThat(options.limit()).isEqualTo(Duration.ofMinutes(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--family kotlin-jar", "--no-packing", "--only-packing", "--print"})
    void aRunOfAPartIsPrintedOnly(String line) {
        assertThat(parse(line).out()).isEmpty();
    }

    @Test
    void optionsAreTaken() {
        Options options =
                parse("--runs 1 --family a --family b --limit 7 --corpus c --out d --no-packing");
        assertThat(options.runs()).isEqualTo(1);
        assertThat(options.families()).containsExactly("a", "b");
        assertThat(options.limit()).isEqualTo(Duration.ofSeconds(7));
        assertThat(options.corpus()).isEqualTo(Path.of("c"));
        assertThat(options.out()).contains(Path.of("d"));
        assertThat(options.packing()).isFalse();
        assertThat(options.deltas()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--runs",
                "--runs 0",
                "--runs many",
                "--what 1",
                "--no-packing --only-packing"
            })
    void whatMakesNoSenseIsRefused(String line) {
        assertThatThrownBy(() -> parse(line)).isInstanceOf(IllegalArgumentException.class);
    }
}
