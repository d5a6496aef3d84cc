package io.deltaglider.delta.scratch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class ScratchSpaceTest {
    private static final byte[] BYTES = {1, 2, 3, 4};

    @Test
    void filesLieInTheFolderGiven(@TempDir Path folder) throws IOException {
        Path tmp = folder.resolve("cache").resolve("tmp");
        try (ScratchSpace space = new ScratchSpace(tmp, 0, true)) {
            Scratch scratch = space.create();
            assertThat(tmp).doesNotExist();
            scratch.append(BYTES, 0, BYTES.length);
            assertThat(tmp).isDirectory();
            byte[] read = new byte[BYTES.length];
            scratch.read(0, read, 0, read.length);
            assertThat(read).isEqualTo(BYTES);
        }
        assertThat(tmp).isEmptyDirectory();
    }

    @Test
    void aFolderThatCannotBeWrittenIsNamed(@TempDir Path folder) throws IOException {
        Path file = Files.createFile(folder.resolve("no folder"));
        try (ScratchSpace space = new ScratchSpace(file, 0, false)) {
            Scratch scratch = space.create();
            assertThatThrownBy(() -> scratch.append(BYTES, 0, BYTES.length))
                    .isInstanceOf(ScratchFullException.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("choose another folder");
            assertThat(scratch.size()).isZero();
        }
    }
}
