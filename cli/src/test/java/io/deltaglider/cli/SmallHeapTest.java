package io.deltaglider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;

/** A process of its own whose heap is too small for two encodings at once: they wait for each other, and all of them become deltas. */
class SmallHeapTest {
    private static final int ARCHIVES = 4;

    @TempDir Path directory;

    /** Versions of a text, compressed. */
    private static byte[] archive(int version) throws IOException {
        Random random = new Random(1);
        StringBuilder text = new StringBuilder();
        while (text.length() < 2_000_000) {
            text.append(Integer.toString(random.nextInt(1 << 24), 36)).append(' ');
        }
        for (int i = 0; i < version; i++) {
            text.insert(300_000 * (i + 1), "version " + version);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.toString().getBytes(StandardCharsets.US_ASCII));
        }
        return bytes.toByteArray();
    }

    @Test
    void archivesBecomeDeltasOneAfterTheOther() throws Exception {
        CommandRunner runner =
                new CommandRunner(directory)
                        .with("DELTAGLIDER_STORE", directory.resolve("store").toString());
        assertThat(runner.line("mb s3://bkt").exitCode()).isZero();
        for (int i = 0; i < ARCHIVES; i++) {
            runner.file("dist/app-" + i + ".gz", archive(i));
        }
        ProcessBuilder builder =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx64m",
                                "-XX:+UseSerialGC",
                                "--enable-native-access=ALL-UNNAMED",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty(
                                        "surefire.test.class.path",
                                        System.getProperty("java.class.path")),
                                Main.class.getName(),
                                "cp",
                                "-r",
                                "--concurrency",
                                "4",
                                "dist",
                                "s3://bkt/")
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("said").toFile());
        builder.environment().putAll(runner.environment());
        Process process = builder.start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        List<String> said = Files.readAllLines(directory.resolve("said"));
        assertThat(said).hasSize(ARCHIVES).allMatch(line -> line.startsWith("upload: dist/app-"));
        assertThat(process.exitValue()).isZero();
        assertThat(runner.line("stats bkt --json").out()).contains("\"delta_objects\": 4");
        assertThat(runner.line("cat s3://bkt/app-3.gz").bytes()).isEqualTo(archive(3));
    }
}
