package io.deltaglider.engine.collect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Ten million keys and a small heap, in a process of its own. */
class TenMillionKeysTest {
    @TempDir Path folder;

    @Test
    void theyAreCollectedIn32Megabytes() throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx32m",
                                "-XX:+UseSerialGC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                TenMillionKeysProgram.class.getName())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        int exit = process.waitFor();
        assertThat(Files.readAllLines(output))
                .contains(
                        "errors: []",
                        "scanned: 10000000",
                        "references: 10000",
                        "retired: 5000",
                        "wrongly retired: 0");
        assertThat(exit).isZero();
    }

    @Test
    void aSetOfNumbersHasWhatWasAddedAndNothingElse() {
        LongSet set = new LongSet();
        Random random = new Random(1);
        for (int i = 0; i < 100_000; i++) {
            assertThat(set.add(random.nextLong() | 1)).isTrue();
        }
        assertThat(set.add(0)).isTrue();
        assertThat(set.add(0)).isFalse();
        assertThat(set.size()).isEqualTo(100_001);
        Random again = new Random(1);
        for (int i = 0; i < 100_000; i++) {
            long number = again.nextLong() | 1;
            assertThat(set.contains(number)).isTrue();
            assertThat(set.contains(number - 1)).isEqualTo(number == 1);
        }
        long[] sum = new long[2];
        set.forEach(each -> {
            sum[0]++;
            sum[1] += set.contains(each) ? 1 : 0;
        });
        assertThat(sum).containsExactly(100_001, 100_001);
    }
}
