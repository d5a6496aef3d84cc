package io.deltaglider.store.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

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
            return record;
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
    void nothingStaysOfAFileThatIsNotPublished(@TempDir Path folder) throws IOException {
        try (Staged staged = new Staged(folder.resolve("staged"))) {
            staged.write(new ByteArrayInputStream(PAYLOAD), (long) PAYLOAD.length);
        }
        assertThat(folder).isEmptyDirectory();
    }
}
