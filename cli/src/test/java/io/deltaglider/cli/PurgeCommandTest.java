package io.deltaglider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.cli.CommandRunner.Result;
import io.deltaglider.engine.layout.ReferenceKey;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Object;

import java.io.IOException;
import java.nio.file.Path;

class PurgeCommandTest {
    private static final String EXPIRED =
            ".deltaglider/tmp/20010203T040506Z-00112233-4455-6677-8899-aabbccddeeff/a.zip";

    @TempDir Path directory;

    private CommandRunner runner;

    @BeforeEach
    void makeBucket() throws IOException {
        runner =
                new CommandRunner(directory)
                        .with("DELTAGLIDER_STORE", directory.resolve("store").toString());
        runner.line("mb s3://bkt");
        runner.file("app-1.bin", Samples.noise(1, 300_000));
        CommandRunner.Result copied = runner.line("cp app-1.bin s3://bkt/");
        assertThat(copied.exitCode()).as(copied.err()).isZero();
        try (var connection = TestConnections.open(directory)) {
            connection
                    .backend()
                    .putObject(
                            r -> r.bucket("bkt").key(EXPIRED), RequestBody.fromBytes(new byte[42]));
        }
    }

    private boolean expiredIsThere() {
        try (var connection = TestConnections.open(directory)) {
            return connection.backend().listObjectsV2(r -> r.bucket("bkt")).contents().stream()
                    .anyMatch(each -> each.key().equals(EXPIRED));
        }
    }

    @Test
    void whatExpiredGoesAndTheReportSaysSo() {
        Result dry = runner.line("purge s3://bkt --dry-run --json");
        assertThat(dry.exitCode()).as(dry.err()).isZero();
        assertThat(dry.out())
                .contains(
                        "\"bucket\": \"bkt\"",
                        "\"prefix\": \".deltaglider/\"",
                        "\"dry_run\": true",
                        "\"would_delete_count\": 1",
                        "\"total_size_to_free\": 42",
                        "\"key\": \"" + EXPIRED + "\"",
                        "\"size\": 42",
                        "\"expires_at\": \"2001-02-03T04:05:06Z\"");
        assertThat(expiredIsThere()).isTrue();

        Result result = runner.line("purge bkt --json");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out())
                .contains(
                        "\"deleted_count\": 1",
                        "\"expired_count\": 1",
                        "\"error_count\": 0",
                        "\"total_size_freed\": 42",
                        "\"duration_seconds\": ",
                        "\"errors\": [")
                .contains("\"reference_count\": 1", "\"references_deleted\": 0");
        assertThat(expiredIsThere()).isFalse();
        assertThat(runner.line("cat s3://bkt/app-1.bin").bytes())
                .isEqualTo(Samples.noise(1, 300_000));
    }

    @Test
    void peopleReadWhatHappens() {
        assertThat(runner.line("purge s3://bkt/ --dryrun").out())
                .isEqualTo(
                        "(dryrun) delete: "
                                + EXPIRED
                                + "\n"
                                + "(dryrun) references: 1 found, 0 retired, 0 deleted; expired: 1;"
                                + " freed: 42 Bytes\n");
        assertThat(runner.line("purge s3://bkt").out())
                .startsWith("delete: " + EXPIRED + "\nreferences: 1 found");
    }

    /** A reference that nothing needs is retired, and later deleted: people want to know when it takes no room any more. */
    @Test
    void whatWillBecomeFreeIsSaidWithTheDate() {
        assertThat(runner.line("stats bkt").out()).doesNotContain("To be freed");
        runner.line("rm s3://bkt/app-1.bin");
        assertThat(runner.line("stats bkt").out())
                .contains("To be freed", "\"purge\" retires them")
                .contains("Saved           nothing: ");
        retire();
        assertThat(runner.line("purge bkt --dryrun").out())
                .contains(
                        "(dryrun) 293.",
                        " more, of 1 retired reference, will be freed by a run after 2");
        assertThat(runner.line("purge bkt --json").out())
                .contains(
                        "\"references_waiting\": 1",
                        "\"waiting_size\": 300",
                        "\"free_after\": \"2");
        assertThat(runner.line("stats bkt").out())
                .contains("To be freed", " of 1 retired reference, by a \"purge\" after 2");
        assertThat(runner.line("stats bkt --json").out())
                .contains("\"references_waiting\": 1", "\"free_after\": \"2");
    }

    /** As a collection does that finds the reference old enough. */
    private void retire() {
        try (var connection = TestConnections.open(directory)) {
            for (S3Object each :
                    connection.backend().listObjectsV2(r -> r.bucket("bkt")).contents()) {
                ReferenceKey.parse(each.key())
                        .ifPresent(reference ->
                                connection
                                        .backend()
                                        .putObject(
                                                r -> r.bucket("bkt").key(reference.markerKey()),
                                                RequestBody.empty()));
            }
        }
    }

    @Test
    void wrongUseIsRefused() {
        for (String line :
                new String[] {
                    "purge",
                    "purge s3://",
                    "purge s3://bkt/prefix/",
                    "purge bkt --grace soon",
                    "purge bkt --grace 9m",
                    "purge bkt --grace 30"
                }) {
            Result result = runner.line(line);
            assertThat(result.exitCode()).as(line).isEqualTo(252);
            assertThat(result.err()).as(line).isNotEmpty();
        }
        Result missing = runner.line("purge s3://none --grace 2d");
        assertThat(missing.exitCode()).isEqualTo(254);
        assertThat(missing.err()).contains("NoSuchBucket");
        assertThat(expiredIsThere()).isTrue();
    }
}
