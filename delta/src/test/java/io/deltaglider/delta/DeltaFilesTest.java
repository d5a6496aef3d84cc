package io.deltaglider.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deltaglider.delta.DeltaHeader.ReferenceId;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;

class DeltaFilesTest {
    @TempDir Path folder;
    private Path reference;
    private Path target;
    private Path delta;
    private byte[] targetBytes;

    @BeforeEach
    void files() throws IOException {
        byte[] bytes = new byte[100_000];
        new Random(5).nextBytes(bytes);
        reference = Files.write(folder.resolve("v1"), bytes);
        targetBytes = bytes.clone();
        targetBytes[70_000]++;
        target = Files.write(folder.resolve("v2"), targetBytes);
        delta = folder.resolve("v2.delta");
    }

    @Test
    void encodesAndDecodes() throws IOException {
        DeltaFiles.Encoded encoded =
                DeltaFiles.encode(Optional.of(reference), target, delta, Effort.BALANCED);
        assertThat(encoded.deltaSize()).isEqualTo(Files.size(delta)).isLessThan(400);
        assertThat(encoded.header())
                .isEqualTo(
                        new DeltaHeader(
                                100_000,
                                Codec.digest("SHA-256", targetBytes),
                                Codec.digest("MD5", targetBytes),
                                "",
                                "",
                                Optional.of(
                                        new ReferenceId(
                                                Codec.digest(
                                                        "SHA-256", Files.readAllBytes(reference)),
                                                100_000,
                                                "v1"))));
        Path back = folder.resolve("back");
        assertThat(DeltaFiles.decode(Optional.of(reference), delta, back))
                .isEqualTo(encoded.header());
        assertThat(back).hasBinaryContent(targetBytes);
        assertOnly("v1", "v2", "v2.delta", "back");
    }

    @Test
    void standsAloneWithoutAReference() throws IOException {
        DeltaFiles.encode(Optional.empty(), target, delta, Effort.FAST);
        DeltaFiles.decode(Optional.empty(), delta, target);
        assertThat(target).hasBinaryContent(targetBytes);
    }

    @Test
    void aDamagedDeltaLeavesTheOldTargetAlone() throws IOException {
        DeltaFiles.encode(Optional.of(reference), target, delta, Effort.BALANCED);
        byte[] damaged = Files.readAllBytes(delta);
        damaged[damaged.length - 1]++;
        Files.write(delta, damaged);
        Path back = Files.writeString(folder.resolve("back"), "as it was");
        assertThatThrownBy(() -> DeltaFiles.decode(Optional.of(reference), delta, back))
                .isInstanceOf(CorruptDeltaException.class);
        assertThat(back).hasContent("as it was");
        assertOnly("v1", "v2", "v2.delta", "back");
    }

    @Test
    void aMissingFileIsNamed() throws IOException {
        assertThatThrownBy(() ->
                        DeltaFiles.encode(
                                Optional.of(folder.resolve("none")),
                                target,
                                delta,
                                Effort.BALANCED))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("none");
        assertOnly("v1", "v2");
    }

    @Test
    void aFolderIsNotReplaced() {
        assertThatThrownBy(
                        () -> DeltaFiles.encode(Optional.empty(), target, folder, Effort.BALANCED))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("directory");
    }

    private void assertOnly(String... names) throws IOException {
        try (var files = Files.list(folder)) {
            assertThat(files.map(f -> f.getFileName().toString())).containsExactlyInAnyOrder(names);
        }
    }
}
