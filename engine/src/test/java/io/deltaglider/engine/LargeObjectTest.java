package io.deltaglider.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A 2 GB object and a small heap, in a process of its own. */
class LargeObjectTest {
    @TempDir Path folder;

    @Test
    void twoGigabytesFitInto256Megabytes() throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx256m",
                                "-Ddeltaglider.store.flush=off",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                LargeObjectProgram.class.getName(),
                                folder.toString(),
                                Long.toString(2L << 30))
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        int exit = process.waitFor();
        List<String> lines = Files.readAllLines(output);
        assertThat(lines).contains("stored as a delta", "read back exactly", "ranges are right");
        assertThat(exit).isZero();
    }
}
