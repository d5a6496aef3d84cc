package io.deltaglider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.cli.CommandRunner.Result;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
