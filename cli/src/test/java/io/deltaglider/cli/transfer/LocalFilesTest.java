package io.deltaglider.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

class LocalFilesTest {
    @TempDir Path folder;

    private final List<String> found = new ArrayList<>();
    private final List<String> skipped = new ArrayList<>();

    private void walk() {
        walk(true);
    }

    private void walk(boolean followLinks) {
        LocalFiles.below(
                        folder,
                        followLinks,
                        _ -> false,
                        (_, relative, reason) -> skipped.add(relative + ": " + reason))
                .forEachRemaining(file -> found.add(file.relative() + " " + file.size()));
    }

    private void file(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, name);
    }

    @Test
    void theOrderIsThatOfTheKeys() throws IOException {
        for (String name : List.of("a/x", "a-b", "a.txt", "a0", "B", "\uFB00", "🎈")) {
            file(name);
        }
        walk();
        assertThat(found)
                .containsExactly("B 1", "a-b 3", "a.txt 5", "a/x 3", "a0 2", "\uFB00 3", "🎈 4");
    }

    @Test
    void linksAreFollowedAndLoopsAreNot() throws IOException {
        file("dir/file");
        Files.createSymbolicLink(folder.resolve("link"), Path.of("dir"));
        Files.createSymbolicLink(folder.resolve("dir/up"), Path.of(".."));
        Files.createSymbolicLink(folder.resolve("broken"), Path.of("nowhere"));
        walk();
        assertThat(found).contains("dir/file 8", "link/file 8");
        assertThat(skipped).contains("broken: File does not exist.");
        assertThat(skipped)
                .anyMatch(s -> s.startsWith("dir/up") && s.contains("leads back"))
                .allMatch(s -> s.startsWith("broken") || s.contains("leads back"));
    }

    @Test
    void linksMayBeIgnored() throws IOException {
        file("dir/file");
        Files.createSymbolicLink(folder.resolve("link"), Path.of("dir"));
        Files.createSymbolicLink(folder.resolve("dir/other"), Path.of("file"));
        Files.createSymbolicLink(folder.resolve("broken"), Path.of("nowhere"));
        walk(false);
        assertThat(found).containsExactly("dir/file 8");
        assertThat(skipped).isEmpty();
    }
}
