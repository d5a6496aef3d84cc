package io.deltaglider.delta;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;

/** Delta files of format version 1 as they were first written. They are kept for ever, and must be readable for ever. */
class GoldenFilesTest {
    private static byte[] stored(GoldenFiles golden, String suffix) throws IOException {
        String name = "/golden/v1/" + golden.fileName(suffix);
        try (InputStream in =
                Objects.requireNonNull(GoldenFilesTest.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        }
    }

    @ParameterizedTest
    @EnumSource(GoldenFiles.class)
    void isRead(GoldenFiles golden) throws IOException {
        byte[] reference = stored(golden, "reference");
        byte[] target = stored(golden, "target");
        byte[] delta = stored(golden, "delta");
        assertThat(Codec.decode(reference, delta)).isEqualTo(target);
        for (int from = 0; from < target.length; from += 777) {
            int length = Math.min(900, target.length - from);
            assertThat(Codec.decodeRange(reference, delta, from, length))
                    .isEqualTo(Arrays.copyOfRange(target, from, from + length));
        }
        try (DeltaFile file = DeltaFile.open(Content.of(delta))) {
            assertThat(file.header()).isEqualTo(golden.header());
        }
    }
}
