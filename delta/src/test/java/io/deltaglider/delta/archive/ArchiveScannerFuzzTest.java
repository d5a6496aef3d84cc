package io.deltaglider.delta.archive;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.deltaglider.delta.Content;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;

/** Any bytes, scanned wherever they lie: always some streams in order, found with work in proportion to the bytes. */
class ArchiveScannerFuzzTest {
    private static final ArchiveLimits LIMITS = new ArchiveLimits(1000, 3, 256, 1 << 20);
    private static final int IN_FRONT = 700;
    private static final int BEHIND = 300;

    @FuzzTest
    void anyBytes(byte[] bytes) throws IOException {
        Counting alone = new Counting(bytes);
        PackedStreams streams =
                new ArchiveScanner(LIMITS).scan(alone, 0, bytes.length, StreamName.ROOT);
        assertInOrder(streams, bytes.length);
        assertThat(alone.read).isLessThan(2000L * (bytes.length + 1000));

        byte[] around = new byte[IN_FRONT + bytes.length + BEHIND];
        new Random(1).nextBytes(around);
        System.arraycopy(bytes, 0, around, IN_FRONT, bytes.length);
        PackedStreams shifted =
                new ArchiveScanner(LIMITS)
                        .scan(
                                Content.of(around),
                                IN_FRONT,
                                IN_FRONT + bytes.length,
                                StreamName.ROOT);
        assertThat(shifted.count()).isEqualTo(streams.count());
        for (int i = 0; i < streams.count(); i++) {
            assertThat(shifted.position(i) - IN_FRONT).isEqualTo(streams.position(i));
            assertThat(shifted.limit(i) - IN_FRONT).isEqualTo(streams.limit(i));
            assertThat(shifted.packedLength(i)).isEqualTo(streams.packedLength(i));
            assertThat(shifted.name(i)).isEqualTo(streams.name(i));
        }

        Counterparts counterparts = new Counterparts(streams, streams);
        for (int i = 0; i < streams.count(); i++) {
            assertThat(counterparts.of(i)).isNotEmpty().hasSizeLessThanOrEqualTo(Counterparts.MOST);
            for (long end : new long[] {streams.position(i), streams.limit(i) - 8, 0}) {
                assertInOrder(
                        new ArchiveScanner(LIMITS).next(Content.of(bytes), streams, i, end),
                        bytes.length);
            }
        }
    }

    private static void assertInOrder(PackedStreams streams, long size) {
        long last = -1;
        long free = 0;
        for (int i = 0; i < streams.count(); i++) {
            assertThat(streams.position(i)).isGreaterThan(last).isGreaterThanOrEqualTo(free);
            assertThat(streams.limit(i))
                    .isGreaterThan(streams.position(i))
                    .isLessThanOrEqualTo(size);
            last = streams.position(i);
            free = streams.packedLength(i) < 0 ? free : streams.limit(i);
        }
    }

    /** Content that counts the bytes read. */
    private static final class Counting implements Content {
        private final byte[] bytes;
        private long read;

        Counting(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public void read(long position, byte[] into, int from, int length) {
            byte[] copy = Arrays.copyOfRange(bytes, (int) position, (int) position + length);
            System.arraycopy(copy, 0, into, from, length);
            read += length;
        }

        @Override
        public void close() {}
    }
}
