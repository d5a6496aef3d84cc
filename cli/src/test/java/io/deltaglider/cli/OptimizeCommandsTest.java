package io.deltaglider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.cli.CommandRunner.Result;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;

/** {@code analyze}, {@code optimize}, and the options that say how things are stored. */
class OptimizeCommandsTest {
    @TempDir Path directory;

    private CommandRunner runner;

    @BeforeEach
    void makeBucket() {
        runner =
                new CommandRunner(directory)
                        .with("DELTAGLIDER_STORE", directory.resolve("store").toString());
        runner.line("mb s3://bkt");
    }

    private Result ok(String... arguments) {
        Result result = runner.run(arguments);
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.err()).isEmpty();
        return result;
    }

    private static byte[] text(long seed) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder();
        while (text.length() < 300_000) {
            text.append(Integer.toString(random.nextInt(1 << 24), 36)).append(' ');
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void analyzeTellsWhatFoldersWouldTake() throws IOException {
        byte[] first = Samples.noise(1, 300_000);
        runner.file("dist/app-1.0.bin", first);
        runner.file("dist/app-1.1.bin", Samples.nextVersion(first, 2));
        runner.file("dist/readme", "short");
        Result result = ok("analyze", "dist", "--price", "1000000");
        assertThat(result.out())
                .contains("deltaspace", "app-#.bin", "readme", "total")
                .contains("49.", " %", " of 600.11 a month at 1000000 per GB");
        String json = ok("analyze", "dist", "--json").out();
        assertThat(json).contains("\"count\"", "\"deltaspace\"", "app-#.bin", "\"saved_a_month\"");
        assertThat(ok("ls", "s3://bkt", "-r").out()).isEmpty();
        ok("cp", "dist/app-1.0.bin", "s3://bkt/", "--no-delta");
        ok("cp", "dist/app-1.1.bin", "s3://bkt/", "--no-delta");
        assertThat(ok("analyze", "s3://bkt/").out()).contains("app-#.bin", "49.");
    }

    @Test
    void analyzeSaysWhatIsMissing() {
        assertThat(runner.run("analyze", "nothing").exitCode()).isEqualTo(255);
        assertThat(runner.run("analyze").exitCode()).isEqualTo(252);
        assertThat(runner.run("analyze", "s3://").exitCode()).isEqualTo(252);
        assertThat(runner.run("analyze", ".", "--sample", "0").exitCode()).isEqualTo(252);
    }

    @Test
    void optimizeTurnsRawObjectsIntoDeltas() throws IOException {
        byte[] first = Samples.noise(1, 300_000);
        byte[] second = Samples.nextVersion(first, 2);
        runner.file("app-1.bin", first);
        runner.file("app-2.bin", second);
        ok("cp", "app-1.bin", "s3://bkt/", "--no-delta");
        ok("cp", "app-2.bin", "s3://bkt/", "--no-delta");
        String listed = ok("ls", "s3://bkt").out();
        assertThat(ok("optimize", "s3://bkt", "--dryrun").out()).contains("(dryrun)", "Saved");
        assertThat(ok("stats", "bkt", "--json").out()).contains("\"delta_objects\": 0");
        assertThat(ok("optimize", "s3://bkt", "--json").out())
                .contains("\"objects_rewritten\": 2", "\"references_written\": 1");
        assertThat(ok("stats", "bkt", "--json").out()).contains("\"delta_objects\": 2");
        assertThat(ok("ls", "s3://bkt").out()).isEqualTo(listed);
        assertThat(ok("cat", "s3://bkt/app-2.bin").bytes()).isEqualTo(second);
        assertThat(ok("optimize", "s3://bkt").out()).contains("stored anew   0");
        assertThat(runner.run("optimize", "s3://").exitCode()).isEqualTo(252);
    }

    @Test
    void packingIsAnOptionWithOrWithoutValue() throws IOException {
        byte[] text = text(1);
        runner.file("a.txt", text);
        ok("cp", "a.txt", "s3://bkt/packed/", "--pack", "always", "--effort", "fast");
        ok("cp", "a.txt", "s3://bkt/plain/", "--pack", "never");
        ok("cp", "--pack", "a.txt", "s3://bkt/also/");
        assertThat(ok("stats", "s3://bkt/plain/", "--json").out()).contains("\"reference_size\"");
        assertThat(ok("cat", "s3://bkt/packed/a.txt").bytes()).isEqualTo(text);
        assertThat(ok("cat", "s3://bkt/also/a.txt").bytes()).isEqualTo(text);
        assertThat(ok("optimize", "--pack", "s3://bkt/plain/").out()).contains("Saved");
        assertThat(ok("cat", "s3://bkt/plain/a.txt").bytes()).isEqualTo(text);
        assertThat(runner.run("cp", "a.txt", "s3://bkt/x", "--effort", "none").exitCode())
                .isEqualTo(252);
    }

    @Test
    void aDeltaspaceCanBeNamed() throws IOException {
        byte[] first = Samples.noise(1, 300_000);
        runner.file("spring", first);
        runner.file("summer.x", Samples.nextVersion(first, 2));
        ok("cp", "spring", "s3://bkt/a/", "--deltaspace", "seasons");
        ok("cp", "summer.x", "s3://bkt/b/", "--deltaspace", "seasons");
        assertThat(ok("stats", "bkt", "--json").out()).contains("\"reference_count\": 1");
        assertThat(runner.run("cp", "spring", "s3://bkt/c", "--deltaspace", " ").exitCode())
                .isEqualTo(252);
    }
}
