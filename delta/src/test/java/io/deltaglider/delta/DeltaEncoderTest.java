package io.deltaglider.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deltaglider.delta.DeltaHeader.ReferenceId;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;

class DeltaEncoderTest {
    private static final int MIB = 1 << 20;

    private static byte[] random(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @Test
    void anIdenticalTargetCostsAFewHundredBytes() throws IOException {
        byte[] bytes = random(60 * MIB, 1);
        byte[] delta = Codec.encode(bytes, bytes);
        assertThat(delta.length).isLessThan(900);
        assertThat(Codec.decode(bytes, delta)).isEqualTo(bytes);
    }

    /** xdelta3 does not find this: its window into the reference is too small. */
    @Test
    void exchangedHalvesAreFound() throws IOException {
        byte[] reference = random(96 * MIB, 2);
        byte[] target = new byte[reference.length];
        int half = reference.length / 2;
        System.arraycopy(reference, half, target, 0, half);
        System.arraycopy(reference, 0, target, half, half);
        byte[] delta = Codec.encode(reference, target);
        assertThat(delta.length).isLessThan(2000);
        assertThat(Codec.decode(reference, delta)).isEqualTo(target);
    }

    @Test
    void smallChangesCostLittleMoreThanThemselves() throws IOException {
        byte[] reference = random(4 * MIB, 3);
        byte[] target = reference.clone();
        for (int i = 1000; i < target.length; i += 40_000) {
            target[i]++;
        }
        byte[] delta = Codec.encode(reference, target);
        assertThat(delta.length).isLessThan(1200);
        assertThat(Codec.decode(reference, delta)).isEqualTo(target);
    }

    /** Of an insertion only the inserted bytes are literal, wherever it falls. */
    @Test
    void insertionsCostLittleMoreThanThemselves() throws IOException {
        byte[] reference = random(MIB, 4);
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        for (int i = 0; i < 16; i++) {
            target.write(reference, i * (MIB / 16), MIB / 16);
            target.writeBytes(random(10 + i, i));
        }
        byte[] delta = Codec.encode(reference, target.toByteArray());
        // What is inserted cannot be made smaller; each cover takes a few bytes.
        assertThat(delta.length).isLessThan(16 * 18 + 16 * 8 + 300);
        assertThat(Codec.decode(reference, delta)).isEqualTo(target.toByteArray());
    }

    @Test
    void withoutAReferenceAPayloadIsWrapped() throws IOException {
        byte[] payload = Codec.encode(new byte[0], random(5 * MIB, 5));
        byte[] wrapped = Codec.encode(new byte[0], payload);
        // Header and trailer, and for each of three frames some fifty bytes.
        assertThat(wrapped.length).isLessThan(payload.length + 450);
        assertThat(DeltaFile.isDelta(wrapped)).isTrue();
        assertThat(Codec.decode(new byte[0], wrapped)).isEqualTo(payload);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2 * MIB - 1, 2 * MIB, 2 * MIB + 1, 4 * MIB, 8 * MIB + 1})
    void sizesAtTheEdgesOfFramesComeBack(int size) throws IOException {
        byte[] reference = random(3 * MIB, 6);
        byte[] target = Arrays.copyOf(reference, size);
        byte[] delta = Codec.encode(reference, target);
        assertThat(Codec.decode(reference, delta)).isEqualTo(target);
        assertThat(Codec.decodeRange(reference, delta, size / 2, size - size / 2))
                .isEqualTo(Arrays.copyOfRange(target, size / 2, size));
        assertThat(Codec.decodeRange(reference, delta, size, 0)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Effort.class)
    void everyEffortRoundTrips(Effort effort) throws IOException {
        byte[] reference = random(300_000, 7);
        byte[] target = reference.clone();
        System.arraycopy(reference, 0, target, 150_000, 100_000);
        Arrays.fill(target, 100_000, 110_000, (byte) 'x');
        assertThat(Codec.decode(reference, Codec.encode(reference, target, effort)))
                .isEqualTo(target);
    }

    @Test
    void theSizeLimitEndsTheWork() throws IOException {
        byte[] target = random(8 * MIB, 8);
        CountingOutput out = new CountingOutput();
        var written =
                new DeltaEncoder(Effort.BALANCED)
                        .encode(
                                Content.empty(),
                                Content.of(target),
                                Codec.header(new byte[0], target),
                                5 * MIB,
                                out);
        assertThat(written).isEmpty();
        assertThat(out.count).isLessThanOrEqualTo(5 * MIB);
    }

    @Test
    void theSizeLimitMayBeReachedExactly() throws IOException {
        byte[] reference = random(100_000, 9);
        byte[] delta = Codec.encode(reference, reference);
        DeltaEncoder encoder = new DeltaEncoder(Effort.BALANCED);
        DeltaHeader header = Codec.header(reference, reference);
        Content content = Content.of(reference);
        assertThat(
                        encoder.encode(
                                content,
                                content,
                                header,
                                delta.length,
                                OutputStream.nullOutputStream()))
                .hasValue(delta.length);
        assertThat(
                        encoder.encode(
                                content,
                                content,
                                header,
                                delta.length - 1,
                                OutputStream.nullOutputStream()))
                .isEmpty();
    }

    @Test
    void aHeaderOfOtherSizesIsRefused() {
        byte[] bytes = random(100, 10);
        assertThatThrownBy(() ->
                        new DeltaEncoder(Effort.FAST)
                                .encode(
                                        Content.empty(),
                                        Content.of(bytes),
                                        Codec.header(bytes, bytes),
                                        Long.MAX_VALUE,
                                        OutputStream.nullOutputStream()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aFailureToReadIsPassedOnAndNoThreadIsLeft() {
        byte[] bytes = random(9 * MIB, 11);
        FailingContent reference = new FailingContent(bytes, 5 * MIB);
        assertThatThrownBy(() ->
                        new DeltaEncoder(Effort.BALANCED)
                                .encode(
                                        reference,
                                        Content.of(random(9 * MIB, 12)),
                                        Codec.header(bytes, random(9 * MIB, 12)),
                                        Long.MAX_VALUE,
                                        OutputStream.nullOutputStream()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the disk is gone");
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(t ->
                        t.getName().startsWith("delta-encoder") && t.isAlive() && !t.isDaemon());
    }

    @Test
    void theNumberOfThreadsDoesNotShow() throws IOException {
        byte[] reference = random(12 * MIB, 16);
        byte[] target = Arrays.copyOf(reference, 13 * MIB);
        System.arraycopy(reference, 5 * MIB, target, MIB, 3 * MIB);
        for (int i = 0; i < target.length; i += 9999) {
            target[i]++;
        }
        assertThat(encode(4, reference, target)).isEqualTo(encode(1, reference, target));
    }

    private static byte[] encode(int workers, byte[] reference, byte[] target) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new DeltaEncoder(Effort.BALANCED, workers)
                .encode(
                        Content.of(reference),
                        Content.of(target),
                        Codec.header(reference, target),
                        Long.MAX_VALUE,
                        out);
        return out.toByteArray();
    }

    /** A reference of 5 GB that is zeros but for an island near its end. */
    @Test
    void aMatchIsFoundAnywhereInAHugeReference() throws IOException {
        byte[] island = random(MIB, 17);
        Content reference = new SparseContent(5_000_000_000L, 4_900_000_011L, island);
        DeltaHeader header =
                new DeltaHeader(
                        island.length,
                        Codec.digest("SHA-256", island),
                        "",
                        "",
                        "",
                        Optional.of(new ReferenceId("00".repeat(32), reference.size(), "")));
        ByteArrayOutputStream delta = new ByteArrayOutputStream();
        new DeltaEncoder(Effort.BALANCED)
                .encode(reference, Content.of(island), header, Long.MAX_VALUE, delta);
        assertThat(delta.size()).isLessThan(5000);
        try (DeltaFile file = DeltaFile.open(new ByteArrayInputStream(delta.toByteArray()));
                InputStream in = file.target(reference)) {
            assertThat(in.readAllBytes()).isEqualTo(island);
        }
    }

    @Test
    void aStreamIsReadOnce() throws IOException {
        byte[] reference = random(1000, 13);
        byte[] delta = Codec.encode(reference, reference);
        try (DeltaFile file = DeltaFile.open(new ByteArrayInputStream(delta));
                InputStream first = file.target(Content.of(reference))) {
            assertThat(first.readAllBytes()).isEqualTo(reference);
            assertThatThrownBy(() -> file.target(Content.of(reference)))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aRangeOfAStreamIsReadForwards() throws IOException {
        byte[] reference = random(9 * MIB, 14);
        byte[] delta = Codec.encode(reference, reference);
        try (DeltaFile file = DeltaFile.open(new ByteArrayInputStream(delta));
                InputStream range = file.range(Content.of(reference), 5 * MIB - 7, MIB)) {
            assertThat(range.readAllBytes())
                    .isEqualTo(Arrays.copyOfRange(reference, 5 * MIB - 7, 6 * MIB - 7));
        }
    }

    @Test
    void aRangeTouchesOnlyTheFramesThatItNeeds() throws IOException {
        byte[] target = random(16 * MIB, 15);
        byte[] delta = Codec.encode(new byte[0], target);
        CountingContent file = new CountingContent(delta);
        try (DeltaFile opened = DeltaFile.open(file);
                InputStream range = opened.range(Content.empty(), 9 * MIB, 1000)) {
            assertThat(range.readAllBytes())
                    .isEqualTo(Arrays.copyOfRange(target, 9 * MIB, 9 * MIB + 1000));
        }
        assertThat(file.bytesRead).isLessThan(2 * MIB + 4096);
    }

    private static final class CountingOutput extends OutputStream {
        private long count;

        @Override
        public void write(int b) {
            count++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            count += length;
        }
    }

    private static final class CountingContent implements Content {
        private final Content content;
        private long bytesRead;

        CountingContent(byte[] bytes) {
            content = Content.of(bytes);
        }

        @Override
        public long size() {
            return content.size();
        }

        @Override
        public void read(long position, byte[] into, int from, int length) throws IOException {
            bytesRead += length;
            content.read(position, into, from, length);
        }

        @Override
        public void close() {}
    }

    private static final class FailingContent implements Content {
        private final Content content;
        private final long failAt;

        FailingContent(byte[] bytes, long failAt) {
            this.content = Content.of(bytes);
            this.failAt = failAt;
        }

        @Override
        public long size() {
            return content.size();
        }

        @Override
        public void read(long position, byte[] into, int from, int length) throws IOException {
            if (position + length > failAt) {
                throw new IOException("the disk is gone");
            }
            content.read(position, into, from, length);
        }

        @Override
        public void close() {}
    }

    private record SparseContent(
            long size, long start, @SuppressWarnings("ArrayRecordComponent") byte[] island)
            implements Content {
        @Override
        public void read(long position, byte[] into, int from, int length) {
            Arrays.fill(into, from, from + length, (byte) 0);
            long first = Math.max(position, start);
            long last = Math.min(position + length, start + island.length);
            if (first < last) {
                System.arraycopy(
                        island,
                        (int) (first - start),
                        into,
                        from + (int) (first - position),
                        (int) (last - first));
            }
        }

        @Override
        public void close() {}
    }
}
