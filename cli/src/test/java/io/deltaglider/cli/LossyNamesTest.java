package io.deltaglider.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.deltaglider.cli.CommandRunner.Result;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Files that have no key of their own, and objects that have no file of their own: none is lost. */
class LossyNamesTest {
    @TempDir Path directory;

    private CommandRunner runner;

    @BeforeEach
    void makeBucket() {
        runner =
                new CommandRunner(directory)
                        .with("DELTAGLIDER_STORE", directory.resolve("store").toString());
        assertThat(runner.line("mb s3://bkt").exitCode()).isZero();
    }

    private List<String> keys() {
        return runner.line("ls -r s3://bkt").out().lines().map(line -> line.substring(31)).toList();
    }

    private void put(String key, String content) throws IOException {
        runner.file("content", content);
        assertThat(runner.run("cp", "content", "s3://bkt/" + key).exitCode()).isZero();
        Files.delete(directory.resolve("content"));
    }

    /** Java cannot make such names; some file systems (macOS) cannot hold them. */
    private void makeNamesThatAreNoText() throws Exception {
        Files.createDirectories(directory.resolve("t"));
        Process shell =
                new ProcessBuilder(
                                "/bin/sh",
                                "-c",
                                "cd t && echo one >\"$(printf 'caf\\351.txt')\" && echo two"
                                    + " >\"$(printf 'caf\\350.txt')\" && mkdir \"$(printf"
                                    + " 'd\\377')\" && echo three >\"$(printf 'd\\377/x')\" && echo"
                                    + " fine >fine")
                        .directory(directory.toFile())
                        .start();
        assumeTrue(shell.waitFor() == 0, "this file system has names of text only");
    }

    private long filesInT() throws IOException {
        try (Stream<Path> files = Files.walk(directory.resolve("t"))) {
            return files.filter(Files::isRegularFile).count();
        }
    }

    @Test
    void namesThatAreNoTextAreToldAndKept() throws Exception {
        makeNamesThatAreNoText();
        Result moved = runner.line("mv -r t s3://bkt/");
        assertThat(moved.exitCode()).isEqualTo(2);
        assertThat(moved.err().lines())
                .hasSize(3)
                .allMatch(line -> line.contains("Its name is not valid UTF-8"))
                .anyMatch(line -> line.contains("t/caf\\xE9.txt"))
                .anyMatch(line -> line.contains("t/caf\\xE8.txt"))
                .anyMatch(line -> line.contains("t/d\\xFF"));
        assertThat(keys()).containsExactly("fine");
        assertThat(filesInT()).isEqualTo(3);
    }

    @Test
    void syncDoesNotTakeThemForMissing() throws Exception {
        makeNamesThatAreNoText();
        put("s/caf\ufffd.txt", "of an older program");
        put("s/d\ufffd/x", "of an older program");
        put("s/gone", "not in the folder");
        Result synced = runner.line("sync t s3://bkt/s --delete");
        assertThat(synced.exitCode()).isEqualTo(2);
        assertThat(keys()).containsExactly("s/caf\ufffd.txt", "s/d\ufffd/x", "s/fine");
        assertThat(filesInT()).isEqualTo(4);

        Result back = runner.line("sync s3://bkt/s t --delete");
        assertThat(back.exitCode()).isEqualTo(2);
        assertThat(filesInT()).as("three without a key, three with one").isEqualTo(6);
    }

    @Test
    void anArgumentThatMayMeanAnotherFileIsRefused() throws Exception {
        makeNamesThatAreNoText();
        Files.writeString(directory.resolve("t/caf\ufffd.txt"), "whose name this is");
        Result moved = runner.run("mv", "t/caf\ufffd.txt", "s3://bkt/");
        assertThat(moved.exitCode()).isEqualTo(255);
        assertThat(moved.err()).contains("not valid UTF-8");
        Result missing = runner.run("mv", "t/caf\ufffd.text", "s3://bkt/");
        assertThat(missing.exitCode()).isEqualTo(255);
        assertThat(keys()).isEmpty();
        assertThat(filesInT()).isEqualTo(5);
    }

    @Test
    void keysThatLeadToOneFileAreToldAndStay() throws IOException {
        put("a/x", "1");
        put("a//x", "2");
        put("/lead", "3");
        put("lead", "4");
        put("p/q", "5");
        put("p/./q", "6");
        put("p/r/../q", "7");
        Result moved = runner.line("mv -r s3://bkt out");
        assertThat(moved.exitCode()).isEqualTo(1);
        assertThat(moved.err().lines())
                .hasSize(4)
                .allMatch(line -> line.contains("goes to the same file"));
        assertThat(keys()).hasSize(4);
        for (String file : List.of("a/x", "lead", "p/q")) {
            assertThat(directory.resolve("out").resolve(file)).exists();
            assertThat(
                            keys().stream()
                                    .filter(key -> key.endsWith(file.substring(file.length() - 1))))
                    .isNotEmpty();
        }
        // What is left can be fetched, one by one.
        assertThat(runner.line("mv -r s3://bkt out2").exitCode()).isEqualTo(1);
        assertThat(runner.line("mv -r s3://bkt out3").exitCode()).isZero();
        assertThat(keys()).isEmpty();
    }

    @Test
    void syncGivesTheFileToTheKeyThatIsItsName() throws IOException {
        put("a//x", "odd");
        put("a/x", "plain");
        put("a/./y", "alone");
        Result first = runner.line("sync s3://bkt out");
        assertThat(first.exitCode()).isEqualTo(1);
        assertThat(first.err()).contains("s3://bkt/a//x to out/a/x Another object");
        assertThat(directory.resolve("out/a/x")).hasContent("plain");
        assertThat(directory.resolve("out/a/y")).hasContent("alone");
        // A later run does not give it away, although there is nothing to fetch for its owner.
        assertThat(runner.line("sync s3://bkt out --delete").exitCode()).isEqualTo(1);
        assertThat(directory.resolve("out/a/x")).hasContent("plain");
        assertThat(directory.resolve("out/a/y")).hasContent("alone");
    }

    @Test
    void aKeyThatGoesOnBehindAnotherStaysWhenItHasNoFile() throws IOException {
        put("d", "file");
        put("d/f", "below it");
        Result moved = runner.line("mv -r s3://bkt out");
        assertThat(moved.exitCode()).isEqualTo(1);
        assertThat(keys()).hasSize(1);
        try (Stream<Path> files = Files.walk(directory.resolve("out"))) {
            assertThat(files.filter(Files::isRegularFile)).hasSize(1);
        }
    }

    /** Without this, {@code mv -r .} would take the store apart, and {@code sync --delete} remove it. */
    @Test
    void theStoresOwnFolderIsNeitherSourceNorTarget() throws IOException {
        put("p/x", "1");
        runner.file("mine", "2");
        Result moved = runner.line("mv -r . s3://bkt/moved --exclude cache/*");
        assertThat(moved.exitCode()).isEqualTo(2);
        assertThat(moved.err()).contains("store. The objects themselves are kept in it");
        assertThat(keys()).containsExactly("moved/mine", "p/x");

        Files.createSymbolicLink(directory.resolve("alias"), Path.of("store"));
        assertThat(runner.line("cp store/lock s3://bkt/").exitCode()).isEqualTo(2);
        assertThat(runner.line("cp -r alias s3://bkt/").exitCode()).isEqualTo(2);
        assertThat(runner.line("cp s3://bkt/p/x alias/lock").exitCode()).isEqualTo(1);
        assertThat(runner.line("cp -r s3://bkt store/x").exitCode()).isEqualTo(1);
        put("p/store", "in place of a folder");
        assertThat(runner.line("sync s3://bkt/p . --delete --exclude cache/*").exitCode())
                .isEqualTo(1);
        assertThat(directory.resolve("x")).hasContent("1");
        assertThat(keys()).containsExactly("moved/mine", "p/store", "p/x");
        assertThat(runner.line("verify s3://bkt").exitCode()).isZero();
    }

    @Test
    void aKeyThatIsAFolderOfAnotherIsToldByName() throws IOException {
        put("m/a", "file");
        put("m/a/x", "below");
        for (String line : List.of("cp -r s3://bkt/m/ tree", "sync s3://bkt/m/ synced")) {
            Result result = runner.line(line);
            assertThat(result.exitCode()).as(line).isEqualTo(1);
            assertThat(result.err())
                    .as(line)
                    .contains("s3://bkt/m/a/x to ")
                    .contains(" s3://bkt/m/a goes to a file where this one needs a folder")
                    .doesNotContain(".tmp");
        }
        assertThat(directory.resolve("tree/a")).hasContent("file");
        assertThat(directory.resolve("synced/a")).hasContent("file");
    }
}
