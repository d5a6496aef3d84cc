package io.deltaglider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.cli.CommandRunner.Result;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class DemoCommandTest {
    @TempDir Path directory;

    private CommandRunner runner;
    private byte[] version = Samples.noise(1, 200_000);

    @BeforeEach
    void prepare() {
        runner = new CommandRunner(directory);
    }

    private void version(String name) throws IOException {
        runner.file(name, version);
        version = Samples.nextVersion(version, 7);
    }

    @Test
    void versionsOfAFile() throws IOException {
        version("app-1.0.zip");
        version("app-1.1.zip");
        version("app-1.2.zip");
        Result result = runner.line("demo app-1.0.zip app-1.1.zip app-1.2.zip");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out())
                .containsPattern("(?m)^File +Size +Stored +Savings +Time to store +Time to read$")
                .containsPattern("(?m)^app-1.0.zip +195.3 KiB +19\\d.\\d KiB +-?0.\\d % ")
                .containsPattern("(?m)^app-1.2.zip +195.5 KiB +\\d+ Bytes +9\\d.\\d % ")
                .containsPattern("(?m)^Total +586.2 KiB +\\d+.\\d KiB +6\\d.\\d % ")
                .contains("All 3 files came back exactly as they were")
                .contains("The store is in " + directory.resolve("deltaglider-demo"));

        // What it says one can try next works.
        assertThat(runner.line("stats s3://demo --store deltaglider-demo --json").out())
                .contains("\"reference_count\": 1", "\"object_count\": 3");
        assertThat(runner.line("cp s3://demo/app-1.2.zip x --store deltaglider-demo").exitCode())
                .isZero();
        assertThat(directory.resolve("x"))
                .hasBinaryContent(Files.readAllBytes(directory.resolve("app-1.2.zip")));
    }

    @Test
    void sameNamesInDifferentFolders() throws IOException {
        version("old/app.zip");
        version("new/app.zip");
        assertThat(runner.line("demo old/app.zip new/app.zip --json").out())
                .contains("\"key\": \"v1/app.zip\"", "\"key\": \"v2/app.zip\"")
                .containsPattern("\"stored_size\": 2\\d{5},\n  \"files\"");
    }

    @Test
    void namesThatHaveNothingInCommon() throws IOException {
        version("old.bin");
        version("candidate.bin");
        assertThat(runner.line("demo old.bin candidate.bin --json").out())
                .containsPattern("\"stored_size\": 2\\d{5},\n  \"files\"");
    }

    @Test
    void aStoreThatIsThereIsUsedAgain() throws IOException {
        version("app-1.zip");
        assertThat(runner.line("demo app-1.zip --store s").out()).contains("s3://demo ");
        assertThat(runner.line("demo app-1.zip --store s").out()).contains("s3://demo-2 ");
        assertThat(runner.line("ls --store s").out().lines()).hasSize(2);
    }

    @Test
    void emptyAndTinyFiles() throws IOException {
        runner.file("empty", "");
        runner.file("tiny", "x");
        Result result = runner.line("demo empty tiny");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out())
                .containsPattern("(?m)^empty +0 Bytes +0 Bytes +- ")
                .containsPattern("(?m)^tiny +1 Byte +1 Byte +0.0 % ");
    }

    @Test
    void badInputIsRefusedBeforeAnythingIsStored() throws IOException {
        version("app-1.zip");
        Files.createDirectory(directory.resolve("dir"));
        Result missing = runner.line("demo app-1.zip none.zip");
        assertThat(missing.exitCode()).isEqualTo(255);
        assertThat(missing.err()).contains("none.zip does not exist");
        Result folder = runner.line("demo app-1.zip dir");
        assertThat(folder.exitCode()).isEqualTo(255);
        assertThat(folder.err()).contains("'dir' is a directory");
        assertThat(directory.resolve("deltaglider-demo")).doesNotExist();
    }

    @Test
    void withoutMavenThereAreNoReleases() {
        Result result = runner.with("PATH", "/nowhere").line("demo");
        assertThat(result.exitCode()).isEqualTo(255);
        assertThat(result.err()).contains("no mvn", "demo FILE...");
        assertThat(directory.resolve("deltaglider-demo")).doesNotExist();
    }

    @Test
    void whatMavenComplainsOfIsTold() throws IOException {
        fakeMaven("echo '[ERROR] Unknown host repo.example'; exit 1");
        Result result = runner.line("demo");
        assertThat(result.exitCode()).isEqualTo(255);
        assertThat(result.err())
                .contains("cannot fetch org.apache.tomcat:tomcat:9.0.82:zip")
                .contains("Unknown host repo.example", "Is there a network?");
        assertThat(directory.resolve("deltaglider-demo")).doesNotExist();
    }

    @Test
    void releasesAreFetchedOnce() throws IOException {
        fakeMaven(
                """
                for a in "$@"; do
                  case $a in
                  -Dartifact=*) coordinates=${a#-Dartifact=} ;;
                  -DoutputDirectory=*) folder=${a#-DoutputDirectory=} ;;
                  esac
                done
                IFS=: read -r group artifact version type <<EOF
                $coordinates
                EOF
                echo "$coordinates" >"$folder/$artifact-$version.$type"
                echo "$coordinates" >>"$HOME/calls"
                """);
        Result result = runner.line("demo");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.err())
                .contains("Fetching 6 real releases", "[6/6] kotlin-compiler-1.9.22.jar");
        assertThat(result.out())
                .contains("Apache Tomcat, 3 versions", "Kotlin compiler, 3 versions");
        Result again = runner.line("demo");
        assertThat(again.err()).isEmpty();
        assertThat(again.out()).contains("deltaglider-demo-2");
        assertThat(directory.resolve("calls")).content().hasLineCount(6);
    }

    private void fakeMaven(String script) throws IOException {
        Path maven = runner.file("bin/mvn", "#!/bin/sh\n" + script + "\n");
        assertThat(maven.toFile().setExecutable(true)).isTrue();
        runner.with("PATH", directory.resolve("bin") + ":/usr/bin:/bin");
    }
}
