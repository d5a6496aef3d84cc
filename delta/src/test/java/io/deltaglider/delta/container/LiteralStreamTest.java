package io.deltaglider.delta.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deltaglider.delta.CorruptDeltaException;
import io.deltaglider.delta.Effort;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.Random;

class LiteralStreamTest {
    private static final int[] LENGTHS = {0, 1, 0, 700_000, 700_000, 0, 5};

    @Test
    void piecesComeBackOneAfterTheOther() throws CorruptDeltaException {
        try (LiteralStreamWriter writer = LiteralStreamWriter.ofWhole(Effort.BALANCED, 2_000_000);
                LiteralStreamReader reader = new LiteralStreamReader()) {
            for (int length : LENGTHS) {
                byte[] coded = writer.write(piece(length));
                assertThat(reader.read(cursor(length, coded))).isEqualTo(piece(length));
            }
        }
    }

    @Test
    void aPieceSeesTheOnesBefore() {
        try (LiteralStreamWriter writer = LiteralStreamWriter.ofWhole(Effort.BALANCED, 2_000_000)) {
            assertThat(writer.write(piece(700_000))).hasSizeGreaterThan(600_000);
            assertThat(writer.write(piece(700_000))).hasSizeLessThan(1000);
        }
    }

    @Test
    void aPieceAfterARestartNeedsNoneBefore() throws CorruptDeltaException {
        try (LiteralStreamWriter writer = LiteralStreamWriter.ofRest(Effort.BALANCED, 2_000_000);
                LiteralStreamReader reader = new LiteralStreamReader()) {
            writer.write(piece(700_000));
            writer.restart();
            byte[] coded = writer.write(piece(700_000));
            assertThat(reader.hasBegun()).isFalse();
            assertThat(reader.read(cursor(700_000, coded))).isEqualTo(piece(700_000));
            assertThat(reader.hasBegun()).isTrue();
        }
    }

    @Test
    void aPieceOfAnotherLengthIsRefused() {
        byte[] bytes = piece(300_000);
        for (int said : new int[] {0, 299_999, 300_001, 16 << 20}) {
            try (LiteralStreamWriter writer = LiteralStreamWriter.ofRest(Effort.FAST, 300_000);
                    LiteralStreamReader reader = new LiteralStreamReader()) {
                byte[] coded = writer.write(bytes);
                assertThatThrownBy(() -> reader.read(cursor(said, coded)))
                        .as("%d", said)
                        .isInstanceOf(CorruptDeltaException.class);
            }
        }
    }

    @Test
    void cutAndForeignBytesAreRefused() {
        try (LiteralStreamWriter writer = LiteralStreamWriter.ofRest(Effort.FAST, 300_000)) {
            byte[] coded = writer.write(piece(300_000));
            assertRefused(300_000, Arrays.copyOf(coded, coded.length - 1));
            assertRefused(300_000, Arrays.copyOf(coded, coded.length / 2));
            assertRefused(300_000, new byte[0]);
            assertRefused(300_000, piece(1000));
            // A window of 2^31 bytes.
            assertRefused(
                    1, new byte[] {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD, 0, (byte) 0xA8, 1, 0, 0});
        }
    }

    private static void assertRefused(int length, byte[] coded) {
        try (LiteralStreamReader reader = new LiteralStreamReader()) {
            assertThatThrownBy(() -> reader.read(cursor(length, coded)))
                    .isInstanceOf(CorruptDeltaException.class);
        }
    }

    private static ByteCursor cursor(int length, byte[] coded) {
        ByteBuilder bytes = new ByteBuilder(coded.length + 20);
        bytes.putVarint(length);
        bytes.putVarint(coded.length);
        bytes.put(coded, 0, coded.length);
        return new ByteCursor(bytes.array(), 0, bytes.length(), 0, "frame");
    }

    private static byte[] piece(int length) {
        byte[] bytes = new byte[length];
        new Random(1).nextBytes(bytes);
        return bytes;
    }
}
