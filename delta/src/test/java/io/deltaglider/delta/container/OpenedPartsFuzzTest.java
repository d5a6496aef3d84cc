package io.deltaglider.delta.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.CorruptDeltaException;
import io.deltaglider.delta.archive.Containers;
import io.deltaglider.delta.level.Shape;
import io.deltaglider.delta.opened.OpenedReference;
import io.deltaglider.delta.opened.StreamTable;
import io.deltaglider.delta.rebuild.RebuiltStretch;
import io.deltaglider.delta.replay.ReferenceTokens;
import io.deltaglider.delta.scratch.ScratchSpace;
import io.deltaglider.delta.stream.StreamForm;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.Random;

/** What stands behind the checksums of opened frames: tables of streams, shapes, bodies. */
class OpenedPartsFuzzTest {
    private static final byte[] REFERENCE = Containers.gzip(Containers.text(5000, 1));

    private static ByteCursor cursor(byte[] bytes) {
        return new ByteCursor(bytes, 0, bytes.length, 0, "frame");
    }

    @FuzzTest
    void anyShape(byte[] bytes) throws IOException {
        try (SectionReader sections = new SectionReader()) {
            Shape shape = ShapeReader.read(cursor(bytes), sections);
            assertThat(shape.length()).isBetween(0, Format.MAX_UNPACKED_LENGTH);
            for (int i = 0; i < shape.count(); i++) {
                assertThat(shape.place(i)).isBetween(0, shape.length());
            }
        } catch (CorruptDeltaException expected) {
            assertThat(expected).hasMessageContaining("at byte");
        }
    }

    @FuzzTest
    void anyTable(byte[] bytes) throws IOException {
        try (SectionReader sections = new SectionReader()) {
            StreamTable table = StreamTableCoding.read(cursor(bytes), sections, 1000);
            for (int i = 0; i < table.count(); i++) {
                assertThat(table.position(i)).isBetween(0L, table.start(i) - 1);
                assertThat(table.end(i)).isGreaterThanOrEqualTo(table.start(i));
            }
        } catch (CorruptDeltaException expected) {
            assertThat(expected).hasMessageContaining("at byte");
        }
    }

    @FuzzTest
    void anyBody(byte[] bytes) throws IOException {
        assertBody(reader -> reader.readModelled(cursor(bytes)));
    }

    @FuzzTest
    void anyBodyInSections(byte[] bytes) throws IOException {
        int literals = bytes.length == 0 ? 0 : bytes[bytes.length - 1] & 0xFF;
        assertBody(reader -> reader.readSectioned(cursor(bytes), new byte[literals]));
    }

    private interface Reading {
        RebuiltStretch by(OpenedFrameReader reader) throws IOException;
    }

    private static void assertBody(Reading reading) throws IOException {
        StreamTable table = new StreamTable(REFERENCE.length);
        table.add(10, 5000, StreamForm.DEFLATE);
        try (ScratchSpace scratch = new ScratchSpace();
                OpenedReference reference =
                        new OpenedReference(
                                Content.of(REFERENCE),
                                table,
                                scratch,
                                ReferenceTokens.SHORTEST_COVER,
                                OpenedReference.cacheBudget());
                OpenedFrameReader reader = new OpenedFrameReader(reference)) {
            RebuiltStretch stretch = reading.by(reader);
            assertThat(stretch.shape().length()).isBetween(0, Format.MAX_UNPACKED_LENGTH);
        } catch (CorruptDeltaException expected) {
            assertThat(expected).hasMessageMatching("(?s).+");
        }
    }

    /** Without a fuzzer at hand: bytes that look a little like what is expected. */
    @Test
    void randomParts() throws IOException {
        Random random = new Random(1);
        for (int i = 0; i < 500; i++) {
            byte[] bytes = new byte[random.nextInt(60)];
            for (int at = 0; at < bytes.length; at++) {
                bytes[at] = (byte) (random.nextInt(4) == 0 ? random.nextInt() : random.nextInt(4));
            }
            anyShape(bytes);
            anyTable(bytes);
            anyBody(bytes);
            anyBodyInSections(bytes);
        }
    }
}
