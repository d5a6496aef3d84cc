package io.deltaglider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/** The scripts in {@code examples/} do what they say, on a folder. */
class ExamplesTest {
    private static final Path EXAMPLES = Path.of("..", "examples").toAbsolutePath().normalize();

    @TempDir Path directory;

    private CommandRunner runner;

    @BeforeEach
    void store() throws IOException {
        runner =
                new CommandRunner(directory)
                        .with("DELTAGLIDER_STORE", directory.resolve("store").toString());
        String classPath =
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"));
        Path program =
                runner.file(
                        "deltaglider",
                        "#!/bin/sh\nexec '"
                                + Path.of(System.getProperty("java.home"), "bin", "java")
                                + "' --enable-native-access=ALL-UNNAMED -XX:TieredStopAtLevel=1 -cp"
                                + " '"
                                + classPath
                                + "' io.deltaglider.cli.Main \"$@\"\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        runner.line("mb s3://bkt");
    }

    private String run(String... command) throws Exception {
        return run(0, command);
    }

    private String fails(String... command) throws Exception {
        return run(1, command);
    }

    private String run(int exitCode, String... command) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(
                                Stream.concat(
                                                Stream.of(EXAMPLES.resolve(command[0]).toString()),
                                                Stream.of(command).skip(1))
                                        .toList())
                        .directory(directory.toFile())
                        .redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(runner.environment());
        builder.environment().put("DELTAGLIDER", directory.resolve("deltaglider").toString());
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isEqualTo(exitCode);
        return said;
    }

    private String[] backups() {
        return runner.line("ls s3://bkt/nightly/")
                .out()
                .lines()
                .map(line -> line.substring(31))
                .toArray(String[]::new);
    }

    /** A program before those of the system. */
    private void inPath(String name, String script) throws IOException {
        Path program = runner.file("bin/" + name, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        runner.with("PATH", directory.resolve("bin") + ":/usr/bin:/bin");
    }

    @Test
    void backupsAreCheckedAndTheNewestKept() throws Exception {
        runner.file("data/file", Samples.noise(1, 100_000));
        runner.file("old", "old");
        for (String key : List.of("2020-01-30.tar.gz", "2020-01-31.tar.gz", "2020-01-31.txt")) {
            runner.line("cp old s3://bkt/nightly/" + key);
        }
        // Nothing in this store is old; the first of a month is any day when "date" says so.
        inPath("date", "[ \"$1\" = +%d ] && echo 01 || echo 2999-01-01T020000");
        assertThat(run("nightly-backup.sh", "data", "s3://bkt/nightly/", "0", "2"))
                .isEqualTo("delete: s3://bkt/nightly/2020-01-30.tar.gz\n");
        assertThat(backups())
                .containsExactly("2020-01-31.tar.gz", "2020-01-31.txt", "2999-01-01T020000.tar.gz");
    }

    @Test
    void aBackupThatFailsIsNoneAndRemovesNone() throws Exception {
        runner.file("data/file", "data");
        runner.file("old", "old");
        runner.line("cp old s3://bkt/nightly/2020-01-31.tar.gz");
        inPath("tar", "/bin/tar \"$@\"; exit 2");
        assertThat(fails("nightly-backup.sh", "data", "s3://bkt/nightly", "0", "1"))
                .contains("tar failed");
        assertThat(backups()).containsExactly("2020-01-31.tar.gz");
    }

    @Test
    void aBucketIsBroughtOver() throws Exception {
        runner.file("app-1.bin", Samples.noise(1, 100_000));
        runner.line("cp app-1.bin s3://bkt/ --no-delta");
        assertThat(run("migrate-bucket.sh", "s3://bkt", "s3://new"))
                .contains(
                        "make_bucket: new",
                        "Migrated: 1",
                        "Everything is there already.",
                        "1 valid, 0 not",
                        "Objects         1");
    }
}
