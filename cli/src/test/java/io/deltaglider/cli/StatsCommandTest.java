package io.deltaglider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.cli.CommandRunner.Result;
import io.deltaglider.cli.connect.Connection;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Object;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The figures, and when kept ones are believed. */
class StatsCommandTest {
    private static final String KEPT = ".deltaglider/stats/exact.json";

    @TempDir Path directory;

    private CommandRunner runner;

    @BeforeEach
    void fill() throws IOException {
        runner =
                new CommandRunner(directory)
                        .with("DELTAGLIDER_STORE", directory.resolve("store").toString());
        runner.line("mb s3://bkt");
        byte[] version = Samples.noise(1, 200_000);
        for (int i = 1; i <= 3; i++) {
            runner.file("app-" + i + ".bin", version);
            runner.line("cp app-" + i + ".bin s3://bkt/v/");
            version = Samples.nextVersion(version, i);
        }
        runner.file("notes.txt", "small");
        runner.line("cp notes.txt s3://bkt/");
    }

    private String json(String options) {
        Result result = runner.line("stats bkt --json" + options);
        assertThat(result.exitCode()).as(result.err()).isZero();
        return result.out();
    }

    private String kept() {
        try (Connection connection = TestConnections.open(directory)) {
            return connection
                    .backend()
                    .getObjectAsBytes(r -> r.bucket("bkt").key(KEPT))
                    .asUtf8String();
        }
    }

    private void keep(String text) {
        try (Connection connection = TestConnections.open(directory)) {
            connection
                    .backend()
                    .putObject(r -> r.bucket("bkt").key(KEPT), RequestBody.fromString(text));
        }
    }

    private List<String> storedKeys() {
        try (Connection connection = TestConnections.open(directory)) {
            return connection.backend().listObjectsV2(r -> r.bucket("bkt")).contents().stream()
                    .map(S3Object::key)
                    .toList();
        }
    }

    @Test
    void keptFiguresAreUsedWhileTheyAreTrue() throws IOException {
        String first = json("");
        assertThat(first)
                .contains(
                        "\"object_count\": 4",
                        "\"total_size\": 600305",
                        "\"delta_objects\": 3",
                        "\"direct_objects\": 1",
                        "\"estimated\": false");
        // Figures that nobody would count show that they are not counted.
        keep(kept().replace("600305", "600306"));
        assertThat(json("")).contains("\"total_size\": 600306");
        assertThat(json(" --quick")).contains("\"total_size\": 600306");
        assertThat(json(" --no-cache")).contains("\"total_size\": 600305");
        assertThat(json("")).contains("\"total_size\": 600306");
        assertThat(json(" --refresh")).isEqualTo(first);
        assertThat(json("")).isEqualTo(first);
        keep(kept().replace("600305", "600306"));
        assertThat(json(" --detailed")).isEqualTo(first);
        runner.line("rm s3://bkt/notes.txt");
        assertThat(json("")).contains("\"object_count\": 3", "\"total_size\": 600300");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "[]",
                "{\"version\": 1}",
                "{\"version\": 2, \"fingerprint\": \"FP\", \"statistics\": {}}",
                "{\"version\": 1, \"fingerprint\": \"FP\", \"statistics\": {\"objects\": -1}}",
                "{\"version\": 1, \"fingerprint\": \"FP\", \"statistics\": {\"objects\": \"x\"}}",
            })
    void keptFiguresThatCannotBeReadAreCountedAnew(String text) {
        String first = json("");
        String fingerprint = kept().replaceAll("(?s).*\"fingerprint\": \"([0-9a-f]{64})\".*", "$1");
        assertThat(fingerprint).hasSize(64);
        keep(text.replace("FP", fingerprint));
        assertThat(json("")).isEqualTo(first);
        assertThat(kept()).contains(fingerprint, "600305");
    }

    @Test
    void nothingIsKeptUnasked() {
        json(" --no-cache");
        runner.line("stats s3://bkt/v/");
        assertThat(storedKeys()).noneMatch(key -> key.startsWith(".deltaglider/stats/"));
    }

    @Test
    void anEstimateIsNear() {
        String estimate = json(" --sampled");
        assertThat(estimate)
                .contains(
                        "\"object_count\": 4",
                        "\"delta_objects\": 3",
                        "\"direct_objects\": 1",
                        "\"estimated\": true")
                .containsPattern("\"total_size\": 600[0-9]{3},");
        assertThat(runner.line("stats bkt --sampled").out()).contains("estimated from a sample");
        assertThat(storedKeys()).contains(".deltaglider/stats/sampled.json");
        assertThat(runner.line("stats bkt --sampled --detailed").exitCode()).isEqualTo(252);
    }

    @Test
    void deltaspacesByThemselves() {
        Result table = runner.line("stats bkt --by-deltaspace");
        assertThat(table.exitCode()).isZero();
        List<String> lines = table.out().lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).startsWith("Deltaspace").endsWith("Saved");
        assertThat(lines.get(1)).startsWith("v/app").contains(" 3 ", " 586.2 KiB ", " 1 ");
        assertThat(lines.get(2)).startsWith("notes").contains(" 1 ").endsWith("0.0 %");
        assertThat(
                        new String(
                                runner.line("stats bkt --by-deltaspace --json").bytes(),
                                StandardCharsets.UTF_8))
                .contains("\"deltaspace\": \"v/app", "\"total_size\": 600300");
    }
}
