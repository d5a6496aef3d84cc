package io.deltaglider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.cli.CommandRunner.Result;
import io.deltaglider.store.testing.LocalS3Server;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process that is killed in the middle of {@code cp} leaves the object or file as it was before or as it was to be, never anything else. */
class KilledCopyTest {
    private static final int ROUNDS = 4;
    private static final byte[] FIRST = Samples.noise(1, 2_000_000);
    private static final byte[] SECOND = Samples.nextVersion(FIRST, 2);

    @TempDir Path directory;

    /** Copies two versions over the same object, and the object over the same file, for ever. */
    static final class Copier {
        private Copier() {}

        public static void main(String[] arguments) {
            CommandRunner runner = new CommandRunner(Path.of(arguments[0]));
            for (int i = 1; i < arguments.length; i += 2) {
                runner.with(arguments[i], arguments[i + 1]);
            }
            for (int i = 0; ; i++) {
                require(runner.line("cp app-" + (i % 2 + 1) + " s3://bkt/app-1.bin"));
                require(runner.line("cp s3://bkt/app-1.bin out/file"));
                if (i == 0) {
                    System.out.println("copying");
                }
            }
        }

        private static void require(Result result) {
            if (result.exitCode() != 0) {
                System.out.println(result.err());
                System.exit(1);
            }
        }
    }

    @Test
    void inAFolder() throws Exception {
        CommandRunner runner =
                new CommandRunner(directory)
                        .with("DELTAGLIDER_STORE", directory.resolve("store").toString());
        killAtRandom(runner, "DELTAGLIDER_STORE", directory.resolve("store").toString());
    }

    @Test
    void onAServer() throws Exception {
        try (LocalS3Server server = LocalS3Server.inMemory()) {
            String endpoint = server.endpoint().toString();
            CommandRunner runner =
                    new CommandRunner(directory)
                            .with("AWS_ENDPOINT_URL", endpoint)
                            .with("AWS_ACCESS_KEY_ID", server.accessKey())
                            .with("AWS_SECRET_ACCESS_KEY", server.secretKey());
            killAtRandom(
                    runner,
                    "AWS_ENDPOINT_URL",
                    endpoint,
                    "AWS_ACCESS_KEY_ID",
                    server.accessKey(),
                    "AWS_SECRET_ACCESS_KEY",
                    server.secretKey());
        }
    }

    private void killAtRandom(CommandRunner runner, String... environment) throws Exception {
        runner.file("app-1", FIRST);
        runner.file("app-2", SECOND);
        assertThat(runner.line("mb s3://bkt").exitCode()).isZero();
        Random random = new Random(42);
        for (int round = 0; round < ROUNDS; round++) {
            Process process = copier(environment);
            try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
                assertThat(out.readLine()).isEqualTo("copying");
                // It never ends by itself: this only lets it go on for a while.
                assertThat(process.waitFor(random.nextInt(300), TimeUnit.MILLISECONDS)).isFalse();
            } finally {
                process.destroyForcibly().waitFor();
            }
            Result object = runner.line("cat s3://bkt/app-1.bin");
            assertThat(object.exitCode()).as(object.err()).isZero();
            assertThat(isOneOfBoth(object.bytes())).as("object in round %d", round).isTrue();
            assertFilesAreWhole();
        }
        // What the killed ones left behind is in nobody's way.
        Path left = directory.resolve("out/.deltaglider-0123456789abcdef.tmp");
        Files.writeString(left, "of a process on another machine");
        assertThat(runner.line("sync out s3://bkt/out --delete").exitCode()).isZero();
        assertThat(runner.line("cp -r out s3://bkt/out").exitCode()).isZero();
        assertThat(runner.line("ls -r s3://bkt/out/").out())
                .contains("out/file")
                .doesNotContain(".tmp");
        // The next one that writes there clears away what no process can own any more.
        assertThat(runner.line("cp s3://bkt/app-1.bin out/file").exitCode()).isZero();
        assertThat(filesIn("out")).containsExactlyInAnyOrder("file", left.getFileName().toString());
        assertThat(runner.line("cp app-2 s3://bkt/app-1.bin").exitCode()).isZero();
        assertThat(runner.line("verify -r s3://bkt").exitCode()).isZero();
    }

    private void assertFilesAreWhole() throws IOException {
        assertThat(isOneOfBoth(Files.readAllBytes(directory.resolve("out/file")))).isTrue();
        assertThat(filesIn("out"))
                .allMatch(name -> name.equals("file") || name.matches("\\.deltaglider-.*\\.tmp"));
    }

    private List<String> filesIn(String folder) throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve(folder))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static boolean isOneOfBoth(byte[] bytes) {
        return java.util.Arrays.equals(bytes, FIRST) || java.util.Arrays.equals(bytes, SECOND);
    }

    private Process copier(String... environment) throws IOException {
        String classPath =
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> command =
                Stream.concat(
                                Stream.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "--enable-native-access=ALL-UNNAMED",
                                        "-XX:TieredStopAtLevel=1",
                                        "-cp",
                                        classPath,
                                        Copier.class.getName(),
                                        directory.toString()),
                                Stream.of(environment))
                        .toList();
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }
}
