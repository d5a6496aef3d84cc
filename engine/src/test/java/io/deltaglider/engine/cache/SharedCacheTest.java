package io.deltaglider.engine.cache;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One folder, several processes, some of them killed. */
final class SharedCacheTest {
    @TempDir Path folder;

    @Test
    void processesThatAreKilledHarmNobody() throws Exception {
        Random random = new Random(7);
        List<Process> started = new ArrayList<>();
        try {
            Process first = start(1, started);
            Process second = start(2, started);
            for (int killed = 0; killed < 3; killed++) {
                Process victim = start(100 + killed, started);
                awaitRounds(victim, 1 + random.nextInt(4));
                victim.destroyForcibly().waitFor();
                awaitRounds(first, 1);
                awaitRounds(second, 1);
            }
            finish(first);
            finish(second);
        } finally {
            started.forEach(Process::destroyForcibly);
        }
        assertThat(folder.resolve("work")).isNotEmptyDirectory(); // of those that were killed
        try (ReferenceCache cache = new ReferenceCache(folder, CacheUser.BOUND)) {
            try (Stream<Path> left = Files.list(folder.resolve("work"))) {
                assertThat(left).hasSize(2); // our own folder and its lock
            }
            assertThat(cache.bytes()).isLessThanOrEqualTo(CacheUser.BOUND + CacheUser.SIZE * 2L);
            for (int i = 0; i < CacheUser.REFERENCES; i++) {
                TestReference wanted = CacheUser.reference(i);
                try (CachedReference reference = wanted.open(cache)) {
                    assertThat(reference.file()).hasBinaryContent(wanted.bytes);
                }
            }
            assertThat(cache.bytes()).isLessThanOrEqualTo(CacheUser.BOUND);
        }
    }

    private Process start(int seed, List<Process> started) throws IOException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx64m",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                CacheUser.class.getName(),
                                folder.toString(),
                                Integer.toString(seed))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        started.add(process);
        return process;
    }

    /** Other lines are those of the log. */
    private static void awaitRounds(Process process, int rounds) throws IOException {
        BufferedReader lines = process.inputReader();
        for (int left = rounds; left > 0; ) {
            String line = lines.readLine();
            assertThat(line).as("the process has ended").isNotNull();
            left -= "round".equals(line) ? 1 : 0;
        }
    }

    private static void finish(Process process) throws Exception {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
        process.inputReader().lines().forEach(line -> {}); // until its end
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }
}
