package io.deltaglider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.cli.CommandRunner.Result;
import io.deltaglider.cli.connect.Connection;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;

class DoctorCommandTest {
    @TempDir Path directory;

    private CommandRunner runner;

    @BeforeEach
    void makeBucket() {
        runner =
                new CommandRunner(directory)
                        .with("DELTAGLIDER_STORE", directory.resolve("store").toString());
        runner.line("mb s3://bkt");
    }

    @Test
    void aHealthyBucketIsSaidToBe() {
        Result result = runner.line("doctor s3://bkt");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out())
                .contains("ok       permissions: ", "ok       If-Match on PUT: honoured exactly\n");
        assertThat(runner.line("doctor bkt --json").out())
                .contains(
                        "\"bucket\": \"bkt\"",
                        "\"healthy\": true",
                        "\"check\": \"lifecycle\"",
                        "\"level\": \"ok\"");
    }

    @Test
    void missingReferencesAreFoundWithWhatDependsOnThem() throws IOException {
        byte[] first = Samples.noise(1, 200_000);
        runner.file("app-1.bin", first);
        runner.file("app-2.bin", Samples.nextVersion(first, 2));
        runner.file("notes.txt", "small");
        for (String file : new String[] {"app-1.bin", "app-2.bin", "notes.txt"}) {
            assertThat(runner.line("cp " + file + " s3://bkt/").exitCode()).isZero();
        }
        assertThat(runner.line("doctor s3://bkt").out())
                .contains("ok       references: all references that 3 objects need are there\n");
        try (Connection connection = TestConnections.open(directory)) {
            connection
                    .backend()
                    .listObjectsV2(r -> r.bucket("bkt").prefix(".deltaglider/refs/"))
                    .contents()
                    .forEach(each ->
                            connection
                                    .backend()
                                    .deleteObject(r -> r.bucket("bkt").key(each.key())));
        }
        Result result = runner.line("doctor s3://bkt");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out())
                .contains("problem  references: the reference .deltaglider/refs/")
                .contains(" is missing; 2 objects cannot be read without it\n")
                .contains("\n           app-1.bin\n           app-2.bin\n         -> restore it");
        assertThat(runner.line("doctor s3://bkt --json").out())
                .contains("\"objects\": [", "\"app-2.bin\"");
    }

    @Test
    void aProblemHasARemedyAndAnExitCode() {
        Result result = runner.line("doctor s3://none");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out())
                .isEqualTo(
                        """
                        problem  bucket: there is no bucket named none
                                 -> make it with "deltaglider mb s3://none"
                        """);
        assertThat(runner.line("doctor none --json").out()).contains("\"healthy\": false");
        assertThat(runner.line("doctor s3://").exitCode()).isEqualTo(252);
    }
}
