package io.deltaglider.store.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deltaglider.store.error.DamagedObjectException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

class ObjectFileTest {
    private static final byte[] PAYLOAD = "the payload".getBytes(StandardCharsets.UTF_8);

    private static ObjectRecord write(Path file, String metadataValue) throws IOException {
        try (Staged staged = new Staged(file.resolveSibling("staged"))) {
            String eTag = staged.write(new ByteArrayInputStream(PAYLOAD), null);
            ObjectRecord record =
                    ObjectRecord.planned(
                                    "a key\nwith lines%",
                                    Map.of("content-type", "text/plain"),
                                    Map.of("m", metadataValue))
                            .stored(PAYLOAD.length, eTag, Map.of("CRC32", "AAAAAA=="))
                            .fromUpload("0123", List.of(5L, 6L));
            staged.finish(record);
            staged.publish(file);
            return record.withBlocks(read(file).blocks());
        }
    }

    private static ObjectRecord read(Path file) throws IOException {
        try (FileChannel channel = ObjectFile.open(file)) {
            return ObjectFile.read(channel, file);
        }
    }

    @Test
    void whatWasWrittenComesBack(@TempDir Path folder) throws IOException {
        for (String value :
                List.of(
                        "",
                        "plain",
                        "%0a is not a line break\n but this is, and \r",
                        "é €",
                        "x".repeat(5000))) {
            Path file = folder.resolve("object");
            ObjectRecord written = write(file, value);
            assertThat(read(file)).isEqualTo(written);
            assertThat(Arrays.copyOf(Files.readAllBytes(file), PAYLOAD.length)).isEqualTo(PAYLOAD);
        }
    }

    @Test
    void everyCutIsNoticed(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("object");
        write(file, "value");
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> read(file))
                    .as("cut to %s", length)
                    .isInstanceOf(DamagedObjectException.class);
        }
        Files.write(file, Arrays.copyOf(whole, whole.length + 1));
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(DamagedObjectException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void everyChangedByteOfTheMetadataIsNoticed(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("object");
        write(file, "value");
        byte[] whole = Files.readAllBytes(file);
        for (int i = PAYLOAD.length; i < whole.length; i++) {
            byte[] changed = whole.clone();
            changed[i] ^= 1;
            Files.write(file, changed);
            assertThatThrownBy(() -> read(file))
                    .as("byte %s", i)
                    .isInstanceOf(DamagedObjectException.class);
        }
    }

    @Test
    void everyChangedByteOfThePayloadIsNoticed(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("object");
        ObjectRecord record = write(file, "value");
        byte[] whole = Files.readAllBytes(file);
        for (int i = 0; i < PAYLOAD.length; i++) {
            byte[] changed = whole.clone();
            changed[i] ^= 1;
            Files.write(file, changed);
            try (PayloadStream payload =
                    new PayloadStream(ObjectFile.open(file), record, 0, PAYLOAD.length)) {
                assertThatThrownBy(payload::readAllBytes).hasMessageContaining("damaged");
            }
        }
    }

    /** The bytes themselves: what was written by another version has to be read. */
    @Test
    void theFormatIsThatOfTheSpecification(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("object");
        try (Staged staged = new Staged(folder.resolve("staged"))) {
            staged.write(new ByteArrayInputStream(PAYLOAD), null);
            staged.finish(
                    new ObjectRecord(
                            "k",
                            PAYLOAD.length,
                            "e",
                            Instant.ofEpochMilli(1),
                            new TreeMap<>(),
                            new TreeMap<>(Map.of("m", "v")),
                            new TreeMap<>(),
                            List.of(),
                            null,
                            BlockChecksums.NONE));
            staged.publish(file);
        }
        CRC32C crc = new CRC32C();
        crc.update(PAYLOAD);
        String block =
                Base64.getEncoder()
                        .encodeToString(
                                ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
        String record = "key k\nsize 11\netag e\nmodified 1\nmeta.m v\nblocks 11:" + block + "\n";
        ByteBuffer tail =
                ByteBuffer.allocate(record.length() + 12)
                        .put(record.getBytes(StandardCharsets.UTF_8))
                        .putLong(PAYLOAD.length)
                        .putInt(record.length());
        CRC32C ofTail = new CRC32C();
        ofTail.update(tail.array());
        ByteBuffer expected =
                ByteBuffer.allocate(PAYLOAD.length + tail.capacity() + 12)
                        .put(PAYLOAD)
                        .put(tail.array())
                        .putInt((int) ofTail.getValue())
                        .put("DGOBJ\r\n2".getBytes(StandardCharsets.US_ASCII));
        assertThat(Files.readAllBytes(file)).isEqualTo(expected.array());
        assertThat(block).isEqualTo("X3ooaQ==");
    }

    @Test
    void nothingStaysOfAFileThatIsNotPublished(@TempDir Path folder) throws IOException {
        try (Staged staged = new Staged(folder.resolve("staged"))) {
            staged.write(new ByteArrayInputStream(PAYLOAD), (long) PAYLOAD.length);
        }
        assertThat(folder).isEmptyDirectory();
    }
}
