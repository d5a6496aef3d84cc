package io.deltaglider.delta.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.CorruptDeltaException;
import io.deltaglider.delta.DeltaHeader;
import io.deltaglider.delta.level.Covers;
import io.deltaglider.delta.level.PagedReference;
import io.deltaglider.delta.level.Positions;
import io.deltaglider.delta.zstd.PrefixCompressor;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32C;

/** The parts behind the checksums, which a fuzzer would hardly get past: header fields, frame bodies, the index. */
class PartsFuzzTest {
    private static final int TARGET_LENGTH = 10_000;
    private static final byte[] REFERENCE = reference();

    private static byte[] reference() {
        byte[] bytes = new byte[9000];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    @FuzzTest
    void anyHeaderFields(byte[] fields) throws IOException {
        ByteBuilder file = new ByteBuilder(64);
        file.put(Format.magic(), 0, Format.MAGIC_LENGTH);
        file.put(Format.VERSION);
        file.putInt(fields.length);
        file.put(fields, 0, fields.length);
        CRC32C crc = new CRC32C();
        crc.update(file.array(), 0, file.length());
        file.putInt((int) crc.getValue());
        try {
            DeltaHeader header =
                    HeaderReader.read(new DeltaInput(new ByteArrayInputStream(file.toByteArray())))
                            .header();
            byte[] again = HeaderWriter.write(header);
            assertThat(HeaderReader.read(new DeltaInput(new ByteArrayInputStream(again))).header())
                    .isEqualTo(header);
        } catch (CorruptDeltaException expected) {
            assertThat(expected).hasMessageMatching("(?s).+");
        }
    }

    @FuzzTest
    void anyFrameBody(byte[] body) throws IOException {
        byte[] target = new byte[TARGET_LENGTH];
        ByteCursor cursor = new ByteCursor(body, 0, body.length, 0, "frame");
        try (LevelReader levels = new LevelReader()) {
            levels.read(
                    cursor,
                    TARGET_LENGTH,
                    Positions.from(500),
                    new PagedReference(Content.of(REFERENCE)),
                    target,
                    new Covers());
        } catch (CorruptDeltaException expected) {
            assertThat(expected).hasMessageContaining("at byte");
        }
    }

    @FuzzTest
    void anyPlainFrame(byte[] body) throws IOException {
        for (int kind : new int[] {Format.KIND_PREFIXED, Format.KIND_COPIED}) {
            FrameHeader header = new FrameHeader(kind, 500, body.length, 0);
            ByteCursor cursor = new ByteCursor(body, 0, body.length, 0, "frame");
            try (PlainFrameReader frames = new PlainFrameReader(Content.of(REFERENCE))) {
                byte[] target =
                        kind == Format.KIND_COPIED
                                ? frames.readCopied(header, cursor)
                                : frames.readPrefixed(header, cursor);
                assertThat(target).hasSize(500);
            } catch (CorruptDeltaException expected) {
                assertThat(expected).hasMessageContaining("at byte");
            }
        }
    }

    /** Without a fuzzer at hand: bodies of frames with a prefix, a few bits of each flipped. */
    @Test
    void damagedPlainFrames() throws IOException {
        byte[] target = Arrays.copyOfRange(REFERENCE, 300, 800);
        byte[] coded;
        try (PrefixCompressor zstd = new PrefixCompressor()) {
            coded = zstd.compress(REFERENCE, target, target.length, 19);
        }
        byte[] body = OpenedFrameWriter.prefixedBody(0, REFERENCE.length, coded).bytes();
        Random random = new Random(4);
        for (int i = 0; i < 2000; i++) {
            byte[] damaged = Arrays.copyOf(body, body.length - (i % 5 == 0 ? 1 : 0));
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            anyPlainFrame(damaged);
        }
        for (long from : new long[] {0, 8500, 8501, 9000, Long.MAX_VALUE}) {
            anyPlainFrame(OpenedFrameWriter.copiedBody(from).bytes());
        }
    }

    @FuzzTest
    void anyIndex(byte[] index) throws IOException {
        CRC32C crc = new CRC32C();
        crc.update(index);
        ByteBuilder file = new ByteBuilder(64);
        file.put(new byte[10_000], 0, 10_000);
        file.put(index, 0, index.length);
        file.putInt(index.length);
        file.putInt((int) crc.getValue());
        file.putInt(0);
        file.putInt(Format.END_MARK);
        try {
            FrameIndex read = FrameIndex.read(Content.of(file.toByteArray()), 100, 50_000);
            assertThat(read.targetOffset(read.count())).isEqualTo(50_000);
            assertThat(read.fileOffset(read.count())).isEqualTo(10_000);
            for (int i = 0; i < read.count(); i++) {
                assertThat(read.frameAt(read.targetOffset(i))).isEqualTo(i);
                assertThat(read.frameAt(read.targetOffset(i + 1) - 1)).isEqualTo(i);
            }
        } catch (CorruptDeltaException expected) {
            assertThat(expected).hasMessageMatching("(?s).+");
        }
    }
}
