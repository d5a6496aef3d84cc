package io.deltaglider.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class FileClaimsTest {
    @TempDir Path folder;

    private Path file(String name) {
        return folder.resolve(name);
    }

    @Test
    void eachFileIsGivenOnce() {
        FileClaims claims = new FileClaims(_ -> false);
        assertThat(claims.claim(file("a/x"))).isTrue();
        assertThat(claims.claim(file("a/x"))).isFalse();
        assertThat(claims.claim(file("a/X"))).isTrue();
        assertThat(claims.isClaimed(file("a/X"))).isTrue();
        assertThat(claims.isClaimed(file("A/X"))).isFalse();
    }

    @Test
    void namesThatTheFileSystemTakesForOneAreOne() {
        FileClaims claims = new FileClaims(_ -> true);
        assertThat(claims.claim(file("Readme"))).isTrue();
        assertThat(claims.claim(file("README"))).isFalse();
        assertThat(claims.claim(file("stra\u00dfe"))).isTrue();
        assertThat(claims.isClaimed(file("STRASSE"))).isTrue();
        assertThat(claims.claim(file("caf\u00e9"))).isTrue();
        assertThat(claims.claim(file("cafe\u0301"))).isFalse();
        assertThat(claims.claim(file("cafe"))).isTrue();
    }

    @Test
    void aFileIsNoFolderForAnother() throws IOException {
        FileClaims claims = new FileClaims(_ -> false);
        assertThat(claims.claim(file("m/a"), new ObjectLocation("b", "m/a"))).isEmpty();
        assertThat(claims.claim(file("m/a/x/y"), new ObjectLocation("b", "m/a/x/y")).orElseThrow())
                .startsWith("s3://b/m/a goes to a file where this one needs a folder");
        assertThat(claims.claim(file("n/a/x"), new ObjectLocation("b", "n/a/x"))).isEmpty();
        assertThat(claims.claim(file("n/a"), new ObjectLocation("b", "n/a")).orElseThrow())
                .startsWith("Objects of this command that lie below s3://b/n/a/ need a folder");
        assertThat(claims.claim(file("n/b"), new ObjectLocation("b", "n/b"))).isEmpty();
        // Of what is a folder already, the file system has its say.
        Files.createDirectories(file("d"));
        assertThat(claims.claim(file("d"), new ObjectLocation("b", "d"))).isEmpty();
        assertThat(claims.claim(file("d/x"), new ObjectLocation("b", "d/x"))).isEmpty();
    }

    @Test
    void linksToFoldersLeadToTheSameFile() throws IOException {
        Files.createDirectories(file("real"));
        Files.createSymbolicLink(file("link"), Path.of("real"));
        FileClaims claims = new FileClaims();
        assertThat(claims.claim(file("link/new/x"))).isTrue();
        assertThat(claims.claim(file("real/new/x"))).isFalse();
        assertThat(claims.claim(file("real/new/y"))).isTrue();
    }

    @Test
    void theProbeTellsWhatTheFileSystemDoesAndLeavesNothing() throws IOException {
        Files.createFile(file("probe"));
        assertThat(FoldingProbe.folds(folder)).isEqualTo(Files.exists(file("PROBE")));
        assertThat(FoldingProbe.folds(file("nowhere"))).isFalse();
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file("probe"));
        }
    }

    @Test
    void millionsOfNamesFit() {
        LongSet set = new LongSet();
        for (long i = -1000; i < 100_000; i++) {
            assertThat(set.contains(i << 40)).isFalse();
            assertThat(set.add(i << 40)).isTrue();
            assertThat(set.add(i << 40)).isFalse();
        }
        for (long i = -1000; i < 100_000; i++) {
            assertThat(set.contains(i << 40)).isTrue();
            assertThat(set.contains((i << 40) + 1)).isFalse();
        }
    }
}
