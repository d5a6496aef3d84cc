package io.deltaglider.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

class ArchiveContentTest {
    @TempDir Path folder;

    private String unpacked(Path archive) throws Exception {
        Path content = folder.resolve("content");
        ArchiveContent.unpack(archive, content);
        return Files.readString(content);
    }

    @Test
    void gzipIsOpened() throws Exception {
        Path file = folder.resolve("a.gz");
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write("inside".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(unpacked(file)).isEqualTo("inside");
    }

    @Test
    void entriesOfAZipFollowEachOther() throws Exception {
        Path file = folder.resolve("a.zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
            for (String name : new String[] {"one", "two", "three"}) {
                out.putNextEntry(new ZipEntry(name));
                out.write(name.getBytes(StandardCharsets.UTF_8));
            }
        }
        assertThat(unpacked(file)).isEqualTo("onetwothree");
    }

    @Test
    void otherFilesAreTheirOwnContent() throws Exception {
        assertThat(unpacked(Files.writeString(folder.resolve("a"), "x"))).isEqualTo("x");
        assertThat(unpacked(Files.writeString(folder.resolve("b"), ""))).isEmpty();
        assertThat(unpacked(Files.writeString(folder.resolve("c"), "plain"))).isEqualTo("plain");
    }
}
