package io.deltaglider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.cli.CommandRunner.Result;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The commands on a folder, as a new user meets them. */
class StoreCommandsTest {
    private static final String TIME = "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d";

    @TempDir Path directory;

    private CommandRunner runner;

    @BeforeEach
    void makeBucket() {
        runner =
                new CommandRunner(directory)
                        .with("DELTAGLIDER_STORE", directory.resolve("store").toString());
        assertThat(runner.line("mb s3://bkt").out()).isEqualTo("make_bucket: bkt\n");
    }

    private Result ok(String... arguments) {
        Result result = runner.run(arguments);
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.err()).isEmpty();
        return result;
    }

    private List<String> keys() {
        return ok("ls", "-r", "s3://bkt").out().lines().map(line -> line.substring(31)).toList();
    }

    @Test
    void versionsAreStoredAsDeltasAndComeBackExact() throws IOException {
        byte[] first = Samples.noise(1, 300_000);
        byte[] second = Samples.nextVersion(first, 2);
        runner.file("app-1.bin", first);
        runner.file("app-2.bin", second);

        ok("cp", "app-1.bin", "s3://bkt/");
        ok("cp", "app-2.bin", "s3://bkt/");

        assertThat(ok("cat", "s3://bkt/app-1.bin").bytes()).isEqualTo(first);
        ok("cp", "s3://bkt/app-2.bin", "back");
        assertThat(directory.resolve("back")).hasBinaryContent(second);
        assertThat(ok("ls", "s3://bkt").out()).contains(" 300000 app-1.bin", " 300100 app-2.bin");
        assertThat(ok("stats", "bkt", "--json").out())
                .contains("\"object_count\": 2", "\"total_size\": 600100", "\"delta_objects\": 2")
                .contains("\"reference_count\": 1", "\"reference_size\": 300000")
                .containsPattern("\"compressed_size\": 30\\d{4},");
    }

    @Test
    void versionsInOneFolderShareOneReferenceAlthoughTheyTravelTogether() throws IOException {
        byte[] version = Samples.noise(3, 200_000);
        for (int i = 1; i <= 6; i++) {
            runner.file("dist/app-" + i + ".bin", version);
            version = Samples.nextVersion(version, i);
        }

        ok("cp", "-r", "dist", "s3://bkt/");

        // One of them whole; others may be references, too, as deltas to it.
        assertThat(ok("stats", "s3://bkt", "--json").out())
                .containsPattern("\"reference_size\": 20\\d{4},");
    }

    @Test
    void noDeltaStoresFilesAsTheyAre() throws IOException {
        runner.file("app-1.bin", Samples.noise(1, 100_000));
        ok("cp", "app-1.bin", "s3://bkt/", "--no-delta");
        ok("cp", "app-1.bin", "s3://bkt/app-2.bin", "--max-ratio", "0");

        assertThat(ok("stats", "s3://bkt/", "--json").out())
                .contains("\"delta_objects\": 0", "\"direct_objects\": 2")
                .contains("\"compressed_size\": 200000");
    }

    @Test
    void maxRatioIsEnforced() throws IOException {
        byte[] first = Samples.noise(1, 100_000);
        byte[] half = Samples.noise(2, 100_000);
        System.arraycopy(first, 0, half, 0, 50_000);
        runner.file("app-1.bin", first);
        runner.file("app-2.bin", half);
        ok("cp", "app-1.bin", "s3://bkt/");
        ok("cp", "app-2.bin", "s3://bkt/", "--max-ratio", "0.4");
        assertThat(ok("stats", "bkt", "--json").out()).contains("\"direct_objects\": 1");

        runner.with("DG_MAX_RATIO", "0.6");
        ok("cp", "app-2.bin", "s3://bkt/");
        assertThat(ok("stats", "bkt", "--json").out()).contains("\"direct_objects\": 0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "with space",
                "100%",
                "a+b",
                "a%2Fb%20c",
                "Ünïcödé-日本-🎈",
                "[x]{y}$z;'\"!&",
                "back\\slash",
                "~tilde",
                "#hash?query=1"
            })
    void oddNamesGoThereAndBack(String name) throws IOException {
        runner.file("from/" + name, "content of " + name);
        assertThat(ok("cp", "from/" + name, "s3://bkt/").out())
                .isEqualTo("upload: from/" + name + " to s3://bkt/" + name + "\n");
        assertThat(keys()).containsExactly(name);
        ok("cp", "s3://bkt/" + name, "single/");
        assertThat(directory.resolve("single").resolve(name)).hasContent("content of " + name);
        ok("cp", "-r", "s3://bkt", "all");
        assertThat(directory.resolve("all").resolve(name)).hasContent("content of " + name);
        ok("rm", "s3://bkt/" + name);
        assertThat(keys()).isEmpty();
    }

    @Test
    void aKeyMayHave1024Bytes() throws IOException {
        String key = "é/".repeat(341) + "x";
        assertThat(key).hasSize(683);
        runner.file("f", "long");
        ok("cp", "f", "s3://bkt/" + key);
        assertThat(keys()).containsExactly(key);
        assertThat(ok("cat", "s3://bkt/" + key).out()).isEqualTo("long");

        Result tooLong = runner.run("cp", "f", "s3://bkt/" + "k".repeat(1025));
        assertThat(tooLong.exitCode()).isEqualTo(1);
        assertThat(tooLong.err()).contains("upload failed: ./f to s3://bkt/kkk", "1024");
    }

    @Test
    void anEmptyFileAndAnEmptyInputAreObjects() throws IOException {
        runner.file("empty", "");
        ok("cp", "empty", "s3://bkt/");
        ok("cp", "-", "s3://bkt/in");
        assertThat(ok("ls", "s3://bkt").out()).contains("         0 empty", "         0 in");
        ok("cp", "s3://bkt/empty", "back");
        assertThat(directory.resolve("back")).isEmptyFile();
    }

    @Test
    void pipesCarryAnyBytes() {
        byte[] bytes = Samples.noise(7, 3_000_000);
        runner.input(bytes);
        assertThat(ok("cp", "-", "s3://bkt/in").out()).isEmpty();
        assertThat(ok("cp", "s3://bkt/in", "-").bytes()).isEqualTo(bytes);
        assertThat(ok("cat", "s3://bkt/in", "s3://bkt/in").bytes()).hasSize(6_000_000);
    }

    @Test
    void resultsComeInTheOrderOfTheKeys() throws IOException {
        for (String name : List.of("b", "a/z", "a-b", "a.b", "Z", "é", "a/b/c", "\uFB00", "🎈")) {
            runner.file("dir/" + name, "x".repeat(name.length() * 1000));
        }
        String keys = "Z a-b a.b a/b/c a/z b é \uFB00 🎈";
        assertThat(ok("cp", "-r", "dir", "s3://bkt/k").out().lines())
                .containsExactlyElementsOf(
                        Stream.of(keys.split(" "))
                                .map(k -> "upload: dir/" + k + " to s3://bkt/k/" + k)
                                .toList());
        assertThat(keys()).containsExactly(("k/" + keys.replace(" ", " k/")).split(" "));
    }

    @Test
    void recursionMeansAFolderAndNotABeginning() throws IOException {
        for (String key : List.of("app/1", "app-2/1", "app2", "app")) {
            runner.input(key.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            ok("cp", "-", "s3://bkt/" + key);
        }
        assertThat(ok("rm", "-r", "--dryrun", "s3://bkt/app").out())
                .isEqualTo("(dryrun) delete: s3://bkt/app/1\n");
        assertThat(keys()).hasSize(4);
        ok("rm", "-r", "s3://bkt/app");
        assertThat(keys()).containsExactly("app", "app-2/1", "app2");
    }

    @Test
    void folderMarkersAreRemovedButNotDownloaded() {
        ok("cp", "-", "s3://bkt/d/-");
        runner.input("x".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        try (var connection = TestConnections.open(directory)) {
            connection
                    .client()
                    .putObject(
                            r -> r.bucket("bkt").key("d/"),
                            software.amazon.awssdk.core.sync.RequestBody.empty());
        }
        assertThat(ok("cp", "-r", "s3://bkt/d", "out").out())
                .isEqualTo("download: s3://bkt/d/- to out/-\n");
        assertThat(ok("rm", "-r", "s3://bkt/d").out())
                .isEqualTo("delete: s3://bkt/d/\ndelete: s3://bkt/d/-\n");
    }

    @Test
    void theEnginesOwnKeysAreHiddenAndRefused() throws IOException {
        runner.file("app-1.bin", Samples.noise(1, 100_000));
        ok("cp", "app-1.bin", "s3://bkt/");
        assertThat(keys()).containsExactly("app-1.bin");
        for (String command :
                List.of(
                        "cp app-1.bin s3://bkt/.deltaglider/x",
                        "cp s3://bkt/.deltaglider/x .",
                        "rm s3://bkt/.deltaglider/x",
                        "cp s3://bkt/app-1.bin s3://bkt/.deltaglider/x")) {
            Result result = runner.line(command);
            assertThat(result.exitCode()).as(command).isEqualTo(1);
            assertThat(result.err()).as(command).contains(".deltaglider/");
        }
        assertThat(ok("rm", "-r", "s3://bkt/.deltaglider/").out()).isEmpty();
        assertThat(ok("cat", "s3://bkt/app-1.bin").bytes()).hasSize(100_000);
    }

    @Test
    void aBucketOfReferencesOnlyIsEmpty() throws IOException {
        runner.file("app-1.bin", Samples.noise(1, 100_000));
        ok("cp", "app-1.bin", "s3://bkt/");
        Result full = runner.line("rb s3://bkt");
        assertThat(full.exitCode()).isEqualTo(1);
        assertThat(full.err()).startsWith("remove_bucket failed: s3://bkt An error occurred");
        ok("rm", "s3://bkt/app-1.bin");
        assertThat(ok("rb", "s3://bkt").out()).isEqualTo("remove_bucket: bkt\n");
    }

    @Test
    void forceEmptiesABucketFirst() throws IOException {
        runner.file("x", "1");
        ok("cp", "x", "s3://bkt/");
        assertThat(ok("rb", "--force", "s3://bkt").out())
                .isEqualTo("delete: s3://bkt/x\nremove_bucket: bkt\n");
    }

    @Test
    void downloadsTakeTheObjectsTime() throws IOException {
        runner.file("x", "1");
        ok("cp", "x", "s3://bkt/");
        Files.setLastModifiedTime(
                directory.resolve("x"), java.nio.file.attribute.FileTime.fromMillis(0));
        long before = System.currentTimeMillis() / 1000;
        ok("cp", "s3://bkt/x", "y");
        long stored = Files.getLastModifiedTime(directory.resolve("y")).toMillis();
        assertThat(stored % 1000).isZero();
        assertThat(stored / 1000).isBetween(before - 60, before + 1);
    }

    @Test
    void aTransferThatFailsDoesNotStopTheOthers() throws IOException {
        runner.file("x", "1");
        ok("cp", "x", "s3://bkt/a");
        ok("cp", "x", "s3://bkt/m");
        ok("cp", "x", "s3://bkt/z");
        Files.createDirectories(directory.resolve("out/m"));
        Result result = runner.line("cp -r s3://bkt out");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out())
                .isEqualTo("download: s3://bkt/a to out/a\ndownload: s3://bkt/z to out/z\n");
        assertThat(result.err())
                .isEqualTo(
                        "download failed: s3://bkt/m to out/m Is a directory: '"
                                + directory.resolve("out/m")
                                + "'\n");
        try (Stream<Path> files = Files.list(directory.resolve("out"))) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .containsExactlyInAnyOrder("a", "m", "z");
        }
    }

    @Test
    void aDownloadReplacesTheFileAndKeepsItWhenItFails() throws IOException {
        runner.file("x", "new");
        runner.file("y", "old");
        ok("cp", "x", "s3://bkt/x");
        assertThat(runner.line("cp s3://bkt/nothing y").exitCode()).isEqualTo(1);
        assertThat(directory.resolve("y")).hasContent("old");
        ok("cp", "s3://bkt/x", "y");
        assertThat(directory.resolve("y")).hasContent("new");
    }

    @Test
    void aSecondProcessIsRefusedWhileTheFolderIsOpen() {
        try (var _ = TestConnections.open(directory)) {
            Result result = runner.line("ls");
            assertThat(result.exitCode()).isEqualTo(255);
            assertThat(result.err()).contains(directory.resolve("store").toString());
        }
    }

    @Test
    void aFolderOfOtherThingsIsNoStore() throws IOException {
        runner.file("other/notes.txt", "mine");
        Result result = runner.line("ls --store other");
        assertThat(result.exitCode()).isEqualTo(255);
        assertThat(result.err()).contains("other");
        assertThat(directory.resolve("other")).isDirectoryContaining("glob:**notes.txt");
        try (Stream<Path> files = Files.list(directory.resolve("other"))) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void quietPrintsNothingButErrors() throws IOException {
        runner.file("x", "1");
        assertThat(ok("cp", "x", "s3://bkt/", "--quiet").out()).isEmpty();
        Result failed = runner.line("cp x s3://none/ --quiet");
        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(failed.err()).startsWith("upload failed: ./x to s3://none/x");
    }

    @Test
    void listingsAreInLocalTimeWithSizesForPeople() throws IOException {
        runner.file("x", new byte[1536]);
        ok("cp", "x", "s3://bkt/d/x");
        assertThat(ok("ls", "-r", "-h", "--summarize", "s3://bkt").out())
                .matches(TIME + "    1.5 KiB d/x\n\nTotal Objects: 1\n   Total Size: 1.5 KiB\n");
        assertThat(ok("ls", "s3://bkt").out()).isEqualTo("                           PRE d/\n");
        assertThat(ok("ls").out()).matches(TIME + " bkt\n");
    }

    @Test
    void syncPutsAFileInPlaceOfAFolderAndAFolderInPlaceOfAFile() throws IOException {
        runner.file("x", "file");
        ok("cp", "x", "s3://bkt/t/d");
        ok("cp", "x", "s3://bkt/t/e/g");
        runner.file("local/d/f", "old");
        runner.file("local/e", "old");
        assertThat(ok("sync", "s3://bkt/t", "local", "--delete", "--dryrun").out())
                .isEqualTo(
                        """
                        (dryrun) delete: local/d/f
                        (dryrun) download: s3://bkt/t/d to local/d
                        (dryrun) delete: local/e
                        (dryrun) download: s3://bkt/t/e/g to local/e/g
                        """);
        assertThat(directory.resolve("local/d/f")).exists();
        assertThat(ok("sync", "s3://bkt/t", "local", "--delete").out().lines()).hasSize(4);
        assertThat(directory.resolve("local/d")).hasContent("file");
        assertThat(directory.resolve("local/e/g")).hasContent("file");
        assertThat(ok("sync", "s3://bkt/t", "local", "--delete").out()).isEmpty();
    }
}
