package io.deltaglider.delta;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Random;

/** Any bytes, read as a delta file in every way: they are refused as corrupt, or they yield what their header promises. */
class DecoderFuzzTest {
    private static final byte[] REFERENCE = reference();

    private static byte[] reference() {
        byte[] bytes = new byte[9000];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    @FuzzTest
    void anyFile(byte[] file) throws IOException {
        byte[] whole = null;
        long size = 0;
        try (DeltaFile delta = DeltaFile.open(new ByteArrayInputStream(file))) {
            size = delta.header().targetSize();
            byte[] reference = delta.header().reference().isPresent() ? REFERENCE : new byte[0];
            try (InputStream in = delta.target(Content.of(reference))) {
                whole = in.readNBytes(64 << 20);
            }
        } catch (CorruptDeltaException expected) {
            assertThat(expected).hasMessageMatching("(?s).+");
        }
        if (whole != null && size <= 64 << 20) {
            assertThat(whole).hasSize(Math.toIntExact(size));
        }
        try (DeltaFile delta = DeltaFile.open(Content.of(file));
                InputStream in =
                        delta.range(
                                Content.of(REFERENCE),
                                0,
                                Math.min(100, delta.header().targetSize()))) {
            in.readAllBytes();
        } catch (CorruptDeltaException expected) {
            assertThat(expected).hasMessageMatching("(?s).+");
        }
        try {
            DeltaInspection.of(new ByteArrayInputStream(file));
        } catch (CorruptDeltaException expected) {
            assertThat(expected).hasMessageMatching("(?s).+");
        }
    }
}
