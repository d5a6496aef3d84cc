package io.deltaglider.store.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;

class BlockChecksumsTest {
    private static final int BLOCK = BlockChecksums.BLOCK;

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static ObjectRecord store(Path file, byte[]... parts) throws IOException {
        try (Staged staged = new Staged(file.resolveSibling("staged"))) {
            long size = 0;
            for (byte[] part : parts) {
                staged.write(new ByteArrayInputStream(part), null);
                size += part.length;
            }
            staged.finish(
                    ObjectRecord.planned("key", Map.of(), Map.of()).stored(size, "e", Map.of()));
            staged.publish(file);
        }
        try (FileChannel channel = ObjectFile.open(file)) {
            return ObjectFile.read(channel, file);
        }
    }

    private static byte[] read(Path file, ObjectRecord record, long offset, long length)
            throws IOException {
        try (PayloadStream payload =
                new PayloadStream(ObjectFile.open(file), record, offset, length)) {
            return payload.readAllBytes();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK + 17})
    void rangesOfEverySizeComeBack(int size, @TempDir Path folder) throws IOException {
        Path file = folder.resolve("object");
        byte[] bytes = random(size);
        ObjectRecord record = store(file, bytes);
        assertThat(read(file, record, 0, size)).isEqualTo(bytes);
        for (int from : new int[] {0, 1, BLOCK - 1, BLOCK, 2 * BLOCK}) {
            if (from < size) {
                assertThat(read(file, record, from, size - from))
                        .isEqualTo(Arrays.copyOfRange(bytes, from, size));
            }
        }
        assertThat(BlockChecksums.decode(record.blocks().encode())).isEqualTo(record.blocks());
    }

    @Test
    void damageIsAnErrorInItsOwnBlockAndNowhereElse(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("object");
        byte[] first = random(BLOCK + 5);
        byte[] second = random(2 * BLOCK + 3);
        ObjectRecord record = store(file, first, second);
        byte[] whole = Files.readAllBytes(file);
        int damaged = first.length + BLOCK + 1;
        whole[damaged] ^= 1;
        Files.write(file, whole);
        int blockStart = first.length + BLOCK;
        assertThat(read(file, record, 0, blockStart)).hasSize(blockStart);
        assertThat(read(file, record, blockStart + BLOCK, 3)).hasSize(3);
        for (long at : new long[] {blockStart, damaged, blockStart + BLOCK - 1}) {
            assertThatThrownBy(() -> read(file, record, at, 1)).hasMessageContaining("damaged");
        }
        try (FileChannel channel = ObjectFile.open(file)) {
            assertThatThrownBy(() -> PayloadStream.check(channel, record))
                    .hasMessageContaining("damaged");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"5", "x:AAAA", "5:AAAA", "5:", ":AAAAAA==", "-1:AAAAAA==", "5:AAAAAA==,"})
    void whatIsNoListOfChecksumsIsRefused(String text) {
        assertThatThrownBy(() -> BlockChecksums.decode(text)).isInstanceOf(IOException.class);
    }
}
