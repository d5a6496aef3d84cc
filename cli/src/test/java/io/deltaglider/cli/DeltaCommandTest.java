package io.deltaglider.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.deltaglider.cli.CommandRunner.Result;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

class DeltaCommandTest {
    private static final byte[] FIRST = Samples.noise(1, 300_000);
    private static final byte[] SECOND = Samples.nextVersion(FIRST, 2);

    @TempDir Path directory;

    private CommandRunner runner;

    @BeforeEach
    void files() throws IOException {
        runner = new CommandRunner(directory);
        runner.file("a", FIRST);
        runner.file("b", SECOND);
        Result result = runner.line("delta encode --ref a b -o d");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).matches("d: [0-9,]+ bytes instead of 300,100 \\(.* %\\)\n");
        assertThat(Files.size(directory.resolve("d"))).isLessThan(20_000);
    }

    @Test
    void thereAndBack() {
        assertThat(runner.line("delta decode --ref a d -o back").exitCode()).isZero();
        assertThat(directory.resolve("back")).hasBinaryContent(SECOND);
        assertThat(runner.line("delta decode --ref a d -o -").bytes()).isEqualTo(SECOND);
    }

    @Test
    void whatIsReadIsNotReplaced() throws IOException {
        byte[] delta = Files.readAllBytes(directory.resolve("d"));
        Files.createSymbolicLink(directory.resolve("link"), directory.resolve("a"));
        for (String line :
                List.of(
                        "delta encode --ref a b -o a",
                        "delta encode --ref a b -o ./b",
                        "delta encode a -o a",
                        "delta encode --ref a b -o link",
                        "delta decode --ref a d -o a",
                        "delta decode --ref a d -o d")) {
            Result result = runner.line(line);
            assertThat(result.exitCode()).as(line).isEqualTo(252);
            assertThat(result.err()).contains("cannot be its output");
        }
        assertThat(directory.resolve("a")).hasBinaryContent(FIRST);
        assertThat(directory.resolve("b")).hasBinaryContent(SECOND);
        assertThat(directory.resolve("d")).hasBinaryContent(delta);
    }

    @Test
    void emptyFilesAndEveryEffort() throws IOException {
        runner.file("empty", "");
        for (String effort : List.of("fast", "BALANCED", "max")) {
            for (List<String> pair :
                    List.of(
                            List.of("a", "empty"),
                            List.of("empty", "a"),
                            List.of("empty", "empty"),
                            List.of("a", "a"))) {
                assertThat(
                                runner.run(
                                                "delta",
                                                "encode",
                                                "--ref",
                                                pair.getFirst(),
                                                pair.getLast(),
                                                "-o",
                                                "x",
                                                "--effort",
                                                effort)
                                        .exitCode())
                        .isZero();
                assertThat(
                                runner.run(
                                                "delta",
                                                "decode",
                                                "--ref",
                                                pair.getFirst(),
                                                "x",
                                                "-o",
                                                "y")
                                        .exitCode())
                        .isZero();
                assertThat(directory.resolve("y"))
                        .hasBinaryContent(Files.readAllBytes(directory.resolve(pair.getLast())));
            }
        }
    }

    @Test
    void inspectTellsWhatTheFileIs() {
        assertThat(runner.line("delta inspect d --json").out())
                .contains("\"target_size\": 300100", "\"reference_size\": 300000")
                .contains("\"reference_key\": \"a\"", "\"etag\": null");
        assertThat(runner.line("delta inspect d").out()).contains("target size:        300100");
    }

    @Test
    void packsWithoutAReference() throws IOException {
        byte[] zip = zip();
        runner.file("z", zip);
        Result result = runner.line("delta encode z -o packed");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(Files.size(directory.resolve("packed"))).isLessThan(zip.length * 9L / 10);
        assertThat(runner.line("delta inspect packed --json").out())
                .contains("\"target_size\": " + zip.length, "\"reference_sha256\": null");
        assertThat(runner.line("delta decode packed -o back").exitCode()).isZero();
        assertThat(directory.resolve("back")).hasBinaryContent(zip);
        assertThat(runner.line("delta decode packed -o -").bytes()).isEqualTo(zip);
    }

    @Test
    void badInputIsRefusedAndLeavesNothing() throws IOException {
        byte[] damaged = Files.readAllBytes(directory.resolve("d"));
        damaged[damaged.length / 2] ^= 1;
        runner.file("damaged", damaged);
        runner.file("short", java.util.Arrays.copyOf(damaged, damaged.length / 2));
        runner.file("other", Samples.noise(9, 300_000));
        runner.file("text", "not a delta file at all");
        Files.createDirectory(directory.resolve("dir"));
        runner.file("kept", "as it was");

        refused(1, "delta decode --ref a damaged -o kept", "'damaged'");
        refused(1, "delta decode --ref a short -o kept", "'short'");
        refused(
                1,
                "delta decode --ref other d -o kept",
                "'other' is not the reference of 'd'; that is 'a' of 300000 bytes");
        refused(1, "delta decode --ref b d -o kept", "'b' is not the reference of 'd'");
        refused(1, "delta decode --ref a text -o kept", "'text'");
        refused(1, "delta inspect text", "'text' is no delta file");
        refused(252, "delta decode d -o kept", "needs its reference");
        refused(255, "delta encode --ref none b -o kept", "No such file or directory: 'none'");
        refused(255, "delta encode --ref a none -o kept", "No such file or directory: 'none'");
        refused(255, "delta encode --ref dir b -o kept", "Is a directory: 'dir'");
        refused(255, "delta encode --ref a b -o dir", "Is a directory");
        refused(255, "delta encode --ref a b -o nowhere/x", "Cannot write a file here");

        assertThat(directory.resolve("kept")).hasContent("as it was");
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.filter(f -> f.toString().endsWith(".tmp"))).isEmpty();
        }
    }

    @Test
    void pipesAndDevicesAreWrittenToAndStay() throws Exception {
        Path pipe = directory.resolve("pipe");
        Process mkfifo = startMkfifo(pipe);
        assumeTrue(mkfifo != null && mkfifo.waitFor() == 0);
        for (String line :
                List.of("delta decode --ref a d -o pipe", "delta encode --ref a b -o pipe")) {
            FutureTask<byte[]> reader = new FutureTask<>(() -> Files.readAllBytes(pipe));
            Thread.ofVirtual().start(reader);
            Result result = runner.line(line);
            assertThat(result.exitCode()).as(result.err()).isZero();
            byte[] expected =
                    line.contains("decode") ? SECOND : Files.readAllBytes(directory.resolve("d"));
            assertThat(reader.get()).isEqualTo(expected);
            assertThat(Files.isRegularFile(pipe)).isFalse();
        }
        assertThat(runner.line("delta decode --ref a d -o /dev/null").exitCode()).isZero();
        assertThat(Files.isRegularFile(Path.of("/dev/null"))).isFalse();
    }

    @Test
    void aPipeWhoseReaderGoesAwayEndsTheCommandAsStandardOutputDoes() throws Exception {
        Path pipe = directory.resolve("pipe");
        Process mkfifo = startMkfifo(pipe);
        assumeTrue(mkfifo != null && mkfifo.waitFor() == 0);
        // Longer than what a pipe takes in before anybody reads.
        byte[] large = Samples.noise(5, 2_000_000);
        runner.file("large", large);
        assertThat(runner.line("delta encode large -o packed").exitCode()).isZero();
        for (String line : List.of("delta decode packed -o pipe", "delta encode large -o pipe")) {
            FutureTask<Integer> reader =
                    new FutureTask<>(() -> {
                        try (InputStream in = Files.newInputStream(pipe)) {
                            return in.read();
                        }
                    });
            Thread.ofVirtual().start(reader);
            Result result = runner.line(line);
            assertThat(result.exitCode()).as(line).isEqualTo(141);
            assertThat(result.err()).as(line).endsWith("pipe' any more\n");
            assertThat(reader.get()).isGreaterThanOrEqualTo(0);
        }
    }

    @Test
    void aDeltaFileComesThroughAPipe() throws Exception {
        Path pipe = directory.resolve("pipe");
        Process mkfifo = startMkfifo(pipe);
        assumeTrue(mkfifo != null && mkfifo.waitFor() == 0);
        byte[] delta = Files.readAllBytes(directory.resolve("d"));
        FutureTask<Path> writer = new FutureTask<>(() -> Files.write(pipe, delta));
        Thread.ofVirtual().start(writer);
        Result result = runner.line("delta decode --ref a pipe -o back");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(directory.resolve("back")).hasBinaryContent(SECOND);
        // A target that can be read once only is refused, not taken for an empty file.
        refused(255, "delta encode --ref a pipe -o x", "Not a regular file");
    }

    private static @Nullable Process startMkfifo(Path pipe) {
        try {
            return new ProcessBuilder("mkfifo", pipe.toString()).start();
        } catch (IOException e) {
            return null;
        }
    }

    @Test
    void linksAndPermissionsStay() throws IOException {
        runner.file("old", "as it was");
        Path old = directory.resolve("old");
        Files.setPosixFilePermissions(old, PosixFilePermissions.fromString("rw-r-----"));
        Files.createSymbolicLink(directory.resolve("link"), Path.of("old"));
        assertThat(runner.line("delta decode --ref a d -o link").exitCode()).isZero();
        assertThat(directory.resolve("link")).isSymbolicLink();
        assertThat(old).hasBinaryContent(SECOND);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(old)))
                .isEqualTo("rw-r-----");
    }

    private static byte[] zip() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < 20; i++) {
                // The same in each entry, which deflate cannot tell.
                Random random = new Random(7);
                zip.putNextEntry(new ZipEntry("entry" + i));
                for (int word = 0; word < 3000; word++) {
                    zip.write(("word" + random.nextInt(400) + " ").getBytes(US_ASCII));
                }
            }
        }
        return bytes.toByteArray();
    }

    private void refused(int exitCode, String line, String message) {
        Result result = runner.line(line);
        assertThat(result.err()).as(line).contains(message).doesNotContain("\tat ");
        assertThat(result.exitCode()).as(line).isEqualTo(exitCode);
    }
}
