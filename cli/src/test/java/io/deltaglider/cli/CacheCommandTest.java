package io.deltaglider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.cli.CommandRunner.Result;
import io.deltaglider.cli.local.ByteSize;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

class CacheCommandTest {
    @TempDir Path directory;

    private CommandRunner runner;

    @BeforeEach
    void fill() throws IOException {
        runner =
                new CommandRunner(directory)
                        .with("DELTAGLIDER_STORE", directory.resolve("store").toString());
        runner.line("mb s3://bkt");
        for (int i = 1; i <= 2; i++) {
            runner.file("app-" + i + ".bin", Samples.noise(i, 100_000 * i));
            runner.line("cp app-" + i + ".bin s3://bkt/" + i + "/ --deltaspace " + i);
            runner.line("cp app-" + i + ".bin s3://bkt/" + i + "/copy --deltaspace " + i);
        }
        runner.file("cache/not-ours.txt", "kept");
        runner.file("cache/references/entries/not-ours.txt", "kept");
    }

    private List<Path> references() throws IOException {
        try (Stream<Path> files = Files.walk(directory.resolve("cache/references/entries"))) {
            return files.filter(file -> file.getFileName().toString().matches("[0-9a-f]{64}"))
                    .toList();
        }
    }

    @Test
    void infoTellsWhatThereIs() {
        Result result = runner.line("cache info --json");
        assertThat(result.exitCode()).isZero();
        assertThat(result.out())
                .contains(
                        "\"location\": \"" + directory.resolve("cache") + "\"",
                        "\"references\": 2",
                        "\"reference_size\": 300000",
                        "\"max_size\": 10737418240");
        assertThat(runner.with("DELTAGLIDER_CACHE_MAX_SIZE", "2GiB").line("cache info").out())
                .contains("References  2, 293.0 KiB of at most 2.0 GiB");
        Result bad = runner.with("DELTAGLIDER_CACHE_MAX_SIZE", "much").line("ls");
        assertThat(bad.exitCode()).isEqualTo(253);
        assertThat(bad.err()).contains("Bad value for DELTAGLIDER_CACHE_MAX_SIZE \"much\"");
    }

    @Test
    void clearRemovesWhatIsOursAndAllWorksOn() throws IOException {
        runner.file("cache/metadata-2.sqlite", "nothing that cannot be known again");
        assertThat(runner.line("cache clear").out()).startsWith("Freed ");
        assertThat(references()).isEmpty();
        try (Stream<Path> left = Files.list(directory.resolve("cache"))) {
            assertThat(left.map(file -> file.getFileName().toString()))
                    .doesNotContain("metadata-2.sqlite");
        }
        assertThat(directory.resolve("cache/not-ours.txt")).hasContent("kept");
        assertThat(directory.resolve("cache/references/entries/not-ours.txt")).hasContent("kept");
        assertThat(runner.line("cat s3://bkt/2/copy").bytes()).isEqualTo(Samples.noise(2, 200_000));
    }

    @Test
    void theOldestGoFirst() throws IOException {
        for (Path file : references()) {
            long age = Files.size(file) == 100_000 ? 1000 : 10;
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(age)));
        }
        assertThat(runner.line("cache clear --max-size 250kB").out()).contains("97.7 KiB");
        assertThat(references()).singleElement().satisfies(f -> assertThat(f).hasSize(200_000));
        assertThat(runner.line("cache clear --max-size lots").exitCode()).isEqualTo(252);
    }

    @Test
    void aCacheThatIsNotThereIsEmpty() {
        runner.with("DELTAGLIDER_CACHE", directory.resolve("nowhere").toString());
        assertThat(runner.line("cache info --json").out()).contains("\"references\": 0");
        assertThat(runner.line("cache clear").out()).startsWith("Freed 0 Bytes");
        assertThat(runner.line("cache").exitCode()).isEqualTo(252);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0", "1048576, 1048576", "500MB, 500000000", "1.5 GiB, 1610612736", "2kib, 2048",
        "lots, -1", "-1, -1", "1XB, -1", "9000000000000000 GB, -1", "'', -1"
    })
    void sizesAreRead(String text, long bytes) {
        assertThat(ByteSize.parse(text).orElse(-1L)).isEqualTo(bytes);
    }
}
