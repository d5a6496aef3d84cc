package io.deltaglider.delta;

import static io.deltaglider.delta.archive.Containers.ascii;
import static io.deltaglider.delta.archive.Containers.gzip;
import static io.deltaglider.delta.archive.Containers.text;
import static io.deltaglider.delta.archive.Containers.zip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.deltaglider.delta.archive.Containers.Entry;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Damage to delta files with opened streams gives an error that says so, or the right bytes; never others. */
class OpenedCorruptionTest {
    private static final byte[] REFERENCE = file(false);
    private static final byte[] TARGET = file(true);
    private static final byte[] DELTA = delta();

    private static byte[] file(boolean isEdited) {
        byte[] content = text(3000, 1);
        if (isEdited) {
            System.arraycopy(ascii("CHANGED"), 0, content, 1500, 7);
        }
        return gzip(zip(Entry.packed("a", text(2000, 2)), Entry.packed("b", content)));
    }

    private static byte[] delta() {
        try {
            return Codec.encode(REFERENCE, TARGET);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void streamsAreOpened() throws IOException {
        DeltaInspection inspection = DeltaInspection.of(new ByteArrayInputStream(DELTA));
        assertThat(inspection.version()).isEqualTo(4);
        assertThat(inspection.frames())
                .extracting(DeltaInspection.Frame::kind)
                .containsExactly("streams", "opened");
        assertThat(inspection.storedLength()).isEqualTo(DELTA.length);
        assertThat(DELTA).hasSizeLessThan(500);
    }

    @Test
    void everyFlippedBitIsNoticed() throws IOException {
        for (int i = 0; i < DELTA.length; i++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] damaged = DELTA.clone();
                damaged[i] ^= (byte) (1 << bit);
                assertNoticed(damaged, "bit " + bit + " of byte " + i);
            }
        }
    }

    @Test
    void everyTruncationIsNoticed() throws IOException {
        for (int length = 0; length < DELTA.length; length++) {
            assertNoticed(Arrays.copyOf(DELTA, length), "cut to " + length);
        }
    }

    @Test
    void everyByteSetToAnotherIsNoticed() throws IOException {
        for (int i = 0; i < DELTA.length; i++) {
            for (int value : new int[] {0, 0xFF}) {
                byte[] damaged = DELTA.clone();
                damaged[i] = (byte) value;
                if (!Arrays.equals(damaged, DELTA)) {
                    assertNoticed(damaged, "byte " + i + " set to " + value);
                }
            }
        }
    }

    @Test
    void anyDamageToTheReferenceIsNoticed() {
        for (int i = 0; i < REFERENCE.length; i += 3) {
            byte[] other = REFERENCE.clone();
            other[i] ^= 0x10;
            try {
                assertThat(Codec.decode(other, DELTA)).as("byte " + i).isEqualTo(TARGET);
            } catch (CorruptDeltaException expected) {
                assertThat(expected.getMessage()).isNotEmpty();
            } catch (IOException e) {
                fail("byte " + i, e);
            }
        }
    }

    @Test
    void aReferenceWithoutStreamsIsNoticed() {
        assertThatThrownBy(() -> Codec.decode(new byte[REFERENCE.length], DELTA))
                .isInstanceOf(CorruptDeltaException.class);
    }

    private static void assertNoticed(byte[] damaged, String what) throws IOException {
        try (DeltaFile file = DeltaFile.open(new ByteArrayInputStream(damaged));
                InputStream in = file.target(Content.of(REFERENCE))) {
            in.read();
            fail(what + " was not noticed");
        } catch (CorruptDeltaException expected) {
            assertThat(expected.getMessage()).isNotEmpty();
        } catch (RuntimeException e) {
            fail(what, e);
        }
        try {
            byte[] range = Codec.decodeRange(REFERENCE, damaged, 100, 900);
            assertThat(range).as(what).isEqualTo(Arrays.copyOfRange(TARGET, 100, 1000));
        } catch (CorruptDeltaException expected) {
            assertThat(expected.getMessage()).isNotEmpty();
        } catch (RuntimeException e) {
            fail(what, e);
        }
        try {
            DeltaInspection.of(new ByteArrayInputStream(damaged));
        } catch (CorruptDeltaException expected) {
            assertThat(expected.getMessage()).isNotEmpty();
        } catch (RuntimeException e) {
            fail(what, e);
        }
    }
}
