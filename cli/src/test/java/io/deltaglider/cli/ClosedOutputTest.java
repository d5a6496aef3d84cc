package io.deltaglider.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Standard output that takes nothing: a pipe whose reader has gone, or a full disk. */
class ClosedOutputTest {
    @TempDir Path directory;

    @BeforeEach
    void store() throws IOException {
        CommandRunner runner =
                new CommandRunner(directory)
                        .with("DELTAGLIDER_STORE", directory.resolve("store").toString());
        runner.line("mb s3://bkt");
        runner.file("file", Samples.noise(1, 100_000));
        runner.line("cp file s3://bkt/file");
    }

    private Process start(ProcessBuilder.Redirect out, String line) throws IOException {
        List<String> command = new ArrayList<>();
        command.addAll(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty(
                                "surefire.test.class.path", System.getProperty("java.class.path")),
                        Main.class.getName()));
        command.addAll(List.of(line.split(" ")));
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectOutput(out)
                        .redirectError(directory.resolve("err").toFile());
        builder.environment().put("DELTAGLIDER_STORE", directory.resolve("store").toString());
        builder.environment().put("DELTAGLIDER_CACHE", directory.resolve("cache").toString());
        return builder.start();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cat s3://bkt/file", "cp s3://bkt/file -", "ls s3://bkt", "cp --help"})
    void whereTheReaderHasGoneACommandEndsAsShellsExpect(String line) throws Exception {
        Process process = start(ProcessBuilder.Redirect.PIPE, line);
        process.getInputStream().close();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(directory.resolve("err"))).isEmpty();
        assertThat(process.exitValue()).isEqualTo(141);
    }

    @Test
    void aFullDiskIsToldOnce() throws Exception {
        File full = new File("/dev/full");
        assumeTrue(full.exists(), "there is no /dev/full here");
        Process process = start(ProcessBuilder.Redirect.to(full), "cat s3://bkt/file");
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(255);
        assertThat(Files.readString(directory.resolve("err")))
                .startsWith("cannot write to standard output: No space left on device")
                .hasLineCount(1);
    }
}
