package io.deltaglider.delta;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.delta.archive.Containers;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** Large files of which all but a little is only shifted: each frame that is copied takes a few bytes, and begins on the right diagonal. */
class ShiftedFilesTest {
    private static final int LENGTH = 40 << 20;
    private static final int INSERTED = 2531;
    private static final int AT = 9_300_001;

    /** Content that comes again every 300,000 bytes but for a byte in each copy, so that a stretch by itself does not tell where it lies. */
    private static byte[] repetitive() {
        byte[] block = Containers.random(300_000, 1);
        byte[] bytes = new byte[LENGTH];
        for (int at = 0; at < LENGTH; at += block.length) {
            System.arraycopy(block, 0, bytes, at, Math.min(block.length, LENGTH - at));
            bytes[at + 150_000 < LENGTH ? at + 150_000 : at] = (byte) (at / block.length);
        }
        return bytes;
    }

    @Test
    void oneInsertionCostsLittleMoreThanItself() throws IOException {
        byte[] reference = repetitive();
        byte[] target = new byte[LENGTH + INSERTED];
        System.arraycopy(reference, 0, target, 0, AT);
        System.arraycopy(Containers.random(INSERTED, 2), 0, target, AT, INSERTED);
        System.arraycopy(reference, AT, target, AT + INSERTED, LENGTH - AT);
        byte[] delta = Codec.encode(reference, target);
        assertThat(delta.length - INSERTED).isLessThan(550);
        assertThat(Codec.decode(reference, delta)).isEqualTo(target);
        assertThat(Codec.decodeRange(reference, delta, 17_000_000, 50_000))
                .isEqualTo(Arrays.copyOfRange(target, 17_000_000, 17_050_000));
    }

    @Test
    void stretchesThatGoOnBecomeOneFrame() throws IOException {
        byte[] reference = repetitive();
        byte[] delta = Codec.encode(reference, reference);
        List<String> kinds =
                DeltaInspection.of(new ByteArrayInputStream(delta)).frames().stream()
                        .map(DeltaInspection.Frame::kind)
                        .toList();
        assertThat(kinds).hasSize(5).containsOnly("copied");
        assertThat(delta.length).isLessThan(Codec.encode(reference, new byte[0]).length + 5 * 25);
    }
}
