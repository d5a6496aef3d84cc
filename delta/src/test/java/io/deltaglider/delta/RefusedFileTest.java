package io.deltaglider.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that is refused at its header has no owner who could release anything: nothing may be held for it. Found by fuzzing. */
class RefusedFileTest {
    private static final Path STATUS = Path.of("/proc/self/status");

    /** Bytes; contexts left behind by 20,000 files take 1.9 GB. */
    private static final long LIMIT = 600L << 20;

    @Test
    void nativeMemoryIsNotLeftBehind() throws IOException {
        assumeTrue(Files.isReadable(STATUS), "no /proc here to read the process's size from");
        refuse(1000);
        long before = nativeBytes();
        refuse(20_000);
        assertThat(nativeBytes() - before).isLessThan(LIMIT);
    }

    private static void refuse(int times) {
        byte[] file = new byte[64];
        for (int i = 0; i < times; i++) {
            assertThatThrownBy(() -> DeltaFile.open(new ByteArrayInputStream(file)))
                    .isInstanceOf(CorruptDeltaException.class);
        }
    }

    /** Private memory that is not Java's heap. */
    private static long nativeBytes() throws IOException {
        String line =
                Files.readAllLines(STATUS).stream()
                        .filter(each -> each.startsWith("VmData:"))
                        .findFirst()
                        .orElseThrow();
        long data = Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
        return data - Runtime.getRuntime().totalMemory();
    }
}
