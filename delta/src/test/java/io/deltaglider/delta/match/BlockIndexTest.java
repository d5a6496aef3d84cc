package io.deltaglider.delta.match;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.delta.Content;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Random;

class BlockIndexTest {
    private static byte[] random(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static BlockIndex index(byte[] reference) throws IOException {
        return new IndexBuilder(Content.of(reference), BlockIndex.FINE_STRIDE).build();
    }

    private static long[] nearest(BlockIndex index, byte[] bytes, int at, long place, int most) {
        long[] found = new long[most];
        int count = index.nearest(WindowHash.hash(bytes, at), place, found);
        return Arrays.copyOf(found, count);
    }

    @Test
    void everyWindowIsFoundWhereItIs() throws IOException {
        byte[] reference = random(100_000, 1);
        BlockIndex index = index(reference);
        int stride = 4;
        for (int at = 0; at + BlockIndex.WINDOW <= reference.length; at += stride) {
            assertThat(index.mayContain(WindowHash.hash(reference, at))).isTrue();
            assertThat(nearest(index, reference, at, 0, 8)).contains(at);
        }
    }

    @Test
    void foreignWindowsAreMostlyKeptOutByTheFilter() throws IOException {
        BlockIndex index = index(random(100_000, 2));
        byte[] other = random(100_000, 3);
        int passed = 0;
        for (int at = 0; at + BlockIndex.WINDOW <= other.length; at++) {
            passed += index.mayContain(WindowHash.hash(other, at)) ? 1 : 0;
        }
        assertThat(passed).isLessThan(other.length / 4);
    }

    @Test
    void theNearestOfManyAreGiven() throws IOException {
        byte[] piece = random(64, 4);
        byte[] reference = random(100 * 1024, 5);
        for (int i = 0; i < 100; i++) {
            System.arraycopy(piece, 0, reference, i * 1024, piece.length);
        }
        assertThat(nearest(index(reference), piece, 0, 50 * 1024 - 100, 4))
                .containsExactly(50 * 1024, 51 * 1024, 49 * 1024, 48 * 1024);
    }

    @Test
    void aRunOfEqualWindowsCountsOnce() throws IOException {
        byte[] reference = new byte[100_000];
        assertThat(nearest(index(reference), reference, 0, 70_000, 8)).containsExactly(0);
    }

    @Test
    void aReferenceShorterThanAWindowHasNone() throws IOException {
        byte[] reference = random(BlockIndex.WINDOW - 1, 6);
        assertThat(nearest(index(reference), new byte[BlockIndex.WINDOW], 0, 0, 8)).isEmpty();
    }

    @Test
    void manyThreadsBuildTheSameIndexAsOne() throws Exception {
        byte[] reference = random(3_000_000, 7);
        IndexBuilder shared = new IndexBuilder(Content.of(reference), BlockIndex.FINE_STRIDE);
        Thread helper = Thread.ofPlatform().start(() -> buildQuietly(shared));
        BlockIndex together = shared.build();
        helper.join();
        BlockIndex alone = index(reference);
        for (int at = 0; at + BlockIndex.WINDOW <= reference.length; at += 97) {
            assertThat(nearest(together, reference, at, at, 8))
                    .isEqualTo(nearest(alone, reference, at, at, 8));
        }
    }

    private static void buildQuietly(IndexBuilder builder) {
        try {
            builder.build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
