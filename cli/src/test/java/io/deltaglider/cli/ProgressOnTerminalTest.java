package io.deltaglider.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** What a terminal shows of two uploads, the second of which is encoded: a real one, which util-linux's script makes. */
class ProgressOnTerminalTest {
    private static final Path SCRIPT = Path.of("/usr/bin/script");

    @TempDir Path directory;

    @ParameterizedTest
    @ValueSource(ints = {40, 80})
    void progressFitsAndIsDrawnInPlace(int columns) throws Exception {
        assumeTrue(Files.isExecutable(SCRIPT), "util-linux's script is not in /usr/bin");
        assumeTrue(System.getProperty("os.name").startsWith("Linux"), "script differs here");
        CommandRunner runner =
                new CommandRunner(directory)
                        .with("DELTAGLIDER_STORE", directory.resolve("store").toString());
        byte[] first = Samples.noise(1, 3_000_000);
        runner.line("mb s3://bkt");
        runner.file("here/an-application-with-a-long-name-1.0.0.bin", first);
        runner.file(
                "here/an-application-with-a-long-name-1.0.1-日本語.bin",
                Samples.nextVersion(first, 1));

        Screen screen = new Screen(run(columns));

        assertThat(screen.widest).isLessThan(columns).isPositive();
        assertThat(screen.states).contains(": sending, ").contains(" %\n");
        assertThat(screen.lines)
                .as(screen.raw)
                .containsExactly(
                        "upload: here/an-application-with-a-long-name-1.0.0.bin to"
                                + " s3://bkt/an-application-with-a-long-name-1.0.0.bin",
                        "upload: here/an-application-with-a-long-name-1.0.1-日本語.bin to"
                                + " s3://bkt/an-application-with-a-long-name-1.0.1-日本語.bin");
    }

    private String run(int columns) throws Exception {
        List<String> words = new ArrayList<>();
        words.addAll(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-Ddeltaglider.attended=true",
                        "-cp",
                        System.getProperty(
                                "surefire.test.class.path", System.getProperty("java.class.path")),
                        Main.class.getName(),
                        "cp",
                        "-r",
                        "here",
                        "s3://bkt/"));
        String line = words.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
        ProcessBuilder builder =
                new ProcessBuilder(
                                SCRIPT.toString(),
                                "--quiet",
                                "--return",
                                "--flush",
                                "--command",
                                "stty cols " + columns + " rows 24 && exec " + line,
                                "/dev/null")
                        .directory(directory.toFile())
                        .redirectErrorStream(true);
        builder.environment().put("DELTAGLIDER_STORE", directory.resolve("store").toString());
        builder.environment().put("DELTAGLIDER_CACHE", directory.resolve("cache").toString());
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("TERM", "xterm");
        Process process = builder.start();
        CompletableFuture.delayedExecutor(2, TimeUnit.MINUTES).execute(process::destroyForcibly);
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    /** As much of a terminal as progress needs: lines, the way up, and the end of a line cleared. */
    private static final class Screen {
        final List<String> lines = new ArrayList<>();
        final StringBuilder states = new StringBuilder();
        final String raw;
        int widest;
        private int at;

        Screen(String raw) {
            this.raw = raw;
            lines.add("");
            for (String piece :
                    raw.split("(?=\033\\[[AK])|(?=\n)|(?=\r)|(?<=\033\\[[AK])|(?<=\r)", -1)) {
                switch (piece) {
                    case "\033[A" -> at--;
                    case "\033[K" -> lines.set(at, "");
                    case "\r" -> {}
                    default -> write(piece);
                }
            }
            while (!lines.isEmpty() && lines.getLast().isEmpty()) {
                lines.removeLast();
            }
        }

        private void write(String piece) {
            if (piece.startsWith("\n")) {
                at++;
                while (lines.size() <= at) {
                    lines.add("");
                }
            }
            String text = piece.replace("\n", "");
            if (text.isEmpty()) {
                return;
            }
            lines.set(at, text);
            states.append(text).append('\n');
            if (!text.startsWith("upload: ")) {
                // Each of these takes two columns.
                int wide = (int) text.chars().filter(c -> c > 0x2000).count();
                widest = Math.max(widest, text.length() + wide);
            }
        }
    }
}
