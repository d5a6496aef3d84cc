package io.deltaglider.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Damaged delta files give an error that says so, or the right bytes; never others. */
class CorruptionTest {
    private static final byte[] REFERENCE = bytes(9000, 1);
    private static final byte[] TARGET = target();
    private static final byte[] DELTA = delta(TARGET);
    private static final byte[] LITTLE_CHANGED = littleChanged();

    /** A delta file, and what it stands for. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Sample(byte[] delta, byte[] target) {}

    private static final Sample IN_SECTIONS = new Sample(DELTA, TARGET);
    private static final Sample MODELLED = new Sample(delta(LITTLE_CHANGED), LITTLE_CHANGED);

    private static byte[] bytes(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** Covers, differences, literals that zstd makes smaller, literals that it does not: something in every section. */
    private static byte[] target() {
        byte[] target = Arrays.copyOf(REFERENCE, 10_000);
        System.arraycopy(REFERENCE, 5000, target, 1000, 2000);
        for (int i = 3000; i < 8000; i += 41) {
            target[i] = (byte) (target[i] + 3);
        }
        System.arraycopy(bytes(300, 2), 0, target, 8500, 300);
        return target;
    }

    private static byte[] delta(byte[] target) {
        try {
            return Codec.encode(REFERENCE, target);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** So little is new that the level is modelled: one sequence of bits, and no sections but one. */
    private static byte[] littleChanged() {
        byte[] target = REFERENCE.clone();
        for (int i = 100; i < target.length; i += 1500) {
            target[i] ^= 1;
        }
        return target;
    }

    @Test
    void everyPartIsTold() throws IOException {
        DeltaInspection inspection = DeltaInspection.of(new ByteArrayInputStream(DELTA));
        assertThat(inspection.frames()).hasSize(1);
        assertThat(inspection.frames().getFirst().sections())
                .extracting(DeltaInspection.Section::name)
                .containsExactly(
                        "literals",
                        "shape",
                        "kinds of covers",
                        "gaps between covers",
                        "lengths of covers",
                        "changes of shift",
                        "bytes without a difference",
                        "runs of differences",
                        "differences",
                        "recipes");
        assertThat(inspection.frames().getFirst().unpackedLength())
                .isEqualTo(inspection.header().targetSize());
        assertThat(inspection.storedLength()).isEqualTo(DELTA.length);
    }

    @Test
    void aModelledLevelHasItsPartsToo() throws IOException {
        DeltaInspection inspection = DeltaInspection.of(new ByteArrayInputStream(MODELLED.delta()));
        assertThat(inspection.frames()).hasSize(1);
        assertThat(inspection.frames().getFirst().sections())
                .extracting(DeltaInspection.Section::name)
                .contains("modelled");
    }

    /** Checksums see one bit like any other: all eight of each byte where there are few bytes, two of them elsewhere. */
    @Test
    void everyFlippedBitIsNoticed() throws IOException {
        for (int i = 0; i < MODELLED.delta().length; i++) {
            for (int bit = 0; bit < 8; bit++) {
                assertFlipNoticed(MODELLED, i, bit);
            }
        }
        for (int i = 0; i < DELTA.length; i++) {
            assertFlipNoticed(IN_SECTIONS, i, i % 8);
            assertFlipNoticed(IN_SECTIONS, i, (i + 3) % 8);
        }
    }

    private static void assertFlipNoticed(Sample sample, int at, int bit) throws IOException {
        byte[] damaged = sample.delta().clone();
        damaged[at] ^= (byte) (1 << bit);
        assertNoticed(sample, damaged, "bit " + bit + " of byte " + at);
    }

    @Test
    void everyTruncationIsNoticed() throws IOException {
        for (Sample sample : List.of(IN_SECTIONS, MODELLED)) {
            for (int length = 0; length < sample.delta().length; length++) {
                assertNoticed(sample, Arrays.copyOf(sample.delta(), length), "cut to " + length);
            }
        }
    }

    @Test
    void everyByteSetToAnotherIsNoticed() throws IOException {
        for (Sample sample : List.of(IN_SECTIONS, MODELLED)) {
            for (int i = 0; i < sample.delta().length; i++) {
                for (int value : new int[] {0, 0xFF}) {
                    byte[] damaged = sample.delta().clone();
                    damaged[i] = (byte) value;
                    if (!Arrays.equals(damaged, sample.delta())) {
                        assertNoticed(sample, damaged, "byte " + i + " set to " + value);
                    }
                }
            }
        }
    }

    @Test
    void bytesAfterTheEndAreNoticed() throws IOException {
        for (Sample sample : List.of(IN_SECTIONS, MODELLED)) {
            int length = sample.delta().length;
            assertNoticed(sample, Arrays.copyOf(sample.delta(), length + 1), "one byte more");
        }
    }

    @Test
    void twoExchangedFramesAreNoticed() throws IOException {
        byte[] reference = bytes(20 << 20, 3);
        byte[] delta = Codec.encode(reference, reference);
        var frames = DeltaInspection.of(new ByteArrayInputStream(delta)).frames();
        int first = (int) frames.get(0).offset();
        int length = (int) frames.get(0).storedLength();
        int nextLength = (int) frames.get(1).storedLength();
        assertThat(frames.get(1).targetLength()).isEqualTo(frames.get(0).targetLength());
        byte[] exchanged = delta.clone();
        System.arraycopy(delta, first, exchanged, first + nextLength, length);
        System.arraycopy(delta, first + length, exchanged, first, nextLength);
        assertThatThrownBy(() -> Codec.decode(reference, exchanged))
                .isInstanceOf(CorruptDeltaException.class);
    }

    private static void assertNoticed(Sample sample, byte[] damaged, String what)
            throws IOException {
        assertForwardNoticed(damaged, what);
        assertRangesRight(sample, damaged, what);
        try {
            DeltaInspection.of(new ByteArrayInputStream(damaged));
        } catch (CorruptDeltaException expected) {
            assertThat(expected).hasMessageMatching("(?s).*(byte|version|not a delta file).*");
        }
    }

    /** Forwards, the checksum over the whole file catches everything: even damage that would do no harm. */
    private static void assertForwardNoticed(byte[] damaged, String what) throws IOException {
        int released = 0;
        try (DeltaFile file = DeltaFile.open(new ByteArrayInputStream(damaged));
                InputStream in = file.target(Content.of(REFERENCE))) {
            for (int b = in.read(); b >= 0; b = in.read()) {
                released++;
            }
            fail(what + " was not noticed");
        } catch (CorruptDeltaException expected) {
            assertThat(released).as(what + ": bytes released").isZero();
        }
    }

    private static void assertRangesRight(Sample sample, byte[] damaged, String what)
            throws IOException {
        try {
            byte[] range = Codec.decodeRange(REFERENCE, damaged, 900, 8000);
            assertThat(range).as(what).isEqualTo(Arrays.copyOfRange(sample.target(), 900, 8900));
        } catch (CorruptDeltaException expected) {
            assertThat(expected.getMessage()).isNotEmpty();
        } catch (IndexOutOfBoundsException e) {
            fail(what, e);
        }
    }

    @Test
    void aReferenceOfAnotherSizeIsRefusedAtOnce() throws IOException {
        try (DeltaFile file = DeltaFile.open(new ByteArrayInputStream(DELTA))) {
            assertThatThrownBy(() -> file.target(Content.of(new byte[8999])))
                    .isInstanceOf(CorruptDeltaException.class)
                    .hasMessageContaining("9000")
                    .hasMessageContaining("8999");
        }
    }

    @Test
    void aReferenceOfOtherBytesIsNoticed() {
        assertThatThrownBy(() -> Codec.decode(bytes(9000, 4), DELTA))
                .isInstanceOf(CorruptDeltaException.class)
                .hasMessageContaining("reference");
    }

    @Test
    void aFailedStreamStaysFailed() throws IOException {
        byte[] reference = bytes(6 << 20, 3);
        byte[] delta = Codec.encode(reference, reference);
        byte[] other = reference.clone();
        other[10]++;
        try (DeltaFile file = DeltaFile.open(new ByteArrayInputStream(delta));
                InputStream in = file.target(Content.of(other))) {
            assertThatThrownBy(in::read).isInstanceOf(CorruptDeltaException.class);
            assertThatThrownBy(in::read).isInstanceOf(CorruptDeltaException.class);
            assertThatThrownBy(in::readAllBytes).isInstanceOf(IOException.class);
        }
    }

    @Test
    void whatIsNoDeltaFileIsCalledSo() {
        assertThatThrownBy(() ->
                        DeltaFile.open(
                                new ByteArrayInputStream(
                                        "PK\3\4 this is something else"
                                                .getBytes(
                                                        java.nio.charset.StandardCharsets.UTF_8))))
                .isInstanceOf(CorruptDeltaException.class)
                .hasMessageContaining("not a delta file");
    }
}
