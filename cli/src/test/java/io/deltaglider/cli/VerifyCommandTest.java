package io.deltaglider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.cli.CommandRunner.Result;
import io.deltaglider.cli.connect.Connection;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

import java.io.IOException;
import java.nio.file.Path;

class VerifyCommandTest {
    @TempDir Path directory;

    private CommandRunner runner;

    @BeforeEach
    void store() throws IOException {
        runner =
                new CommandRunner(directory)
                        .with("DELTAGLIDER_STORE", directory.resolve("store").toString());
        byte[] first = Samples.noise(1, 200_000);
        runner.file("app-1.bin", first);
        runner.file("app-2.bin", Samples.nextVersion(first, 2));
        runner.file("notes.txt", "small");
        assertThat(runner.line("mb s3://bkt").exitCode()).isZero();
        for (String file : new String[] {"app-1.bin", "app-2.bin", "notes.txt"}) {
            assertThat(runner.line("cp " + file + " s3://bkt/").exitCode()).isZero();
        }
    }

    @Test
    void soundObjects() {
        Result delta = runner.line("verify s3://bkt/app-2.bin");
        assertThat(delta.exitCode()).isZero();
        assertThat(delta.out())
                .contains("\"valid\": true", "\"message\": \"rebuilt from its delta");
        String digest = field(delta.out(), "expected_sha256");
        assertThat(digest).hasSize(64).isEqualTo(field(delta.out(), "actual_sha256"));

        Result raw = runner.line("verify s3://bkt/notes.txt");
        assertThat(raw.exitCode()).isZero();
        assertThat(raw.out()).contains("\"valid\": true", "SHA-256 matches");
        assertThat(field(raw.out(), "expected_sha256"))
                .hasSize(64)
                .isEqualTo(field(raw.out(), "actual_sha256"));

        assertThat(runner.line("verify -r s3://bkt").out()).endsWith("3 valid, 0 not\n");
    }

    private static String field(String json, String name) {
        return json.replaceAll("(?s).*\"" + name + "\": \"([^\"]*)\".*", "$1");
    }

    @Test
    void aDamagedDelta() {
        damage("app-2.bin");
        Result result = runner.line("verify s3://bkt/app-2.bin");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out()).contains("\"valid\": false", "\"actual_sha256\": null");
        Result all = runner.line("verify -r s3://bkt");
        assertThat(all.exitCode()).isEqualTo(1);
        assertThat(all.out())
                .contains("damaged: s3://bkt/app-2.bin", "valid: s3://bkt/notes.txt")
                .endsWith("2 valid, 1 not\n");

        Result download = runner.line("cp s3://bkt/app-2.bin out");
        assertThat(download.exitCode()).isEqualTo(1);
        assertThat(download.err()).startsWith("download failed: s3://bkt/app-2.bin to ./out");
        assertThat(directory.resolve("out")).doesNotExist();
    }

    @Test
    void aMissingReference() throws IOException {
        try (Connection connection = TestConnections.open(directory)) {
            for (S3Object object :
                    connection
                            .backend()
                            .listObjectsV2(r -> r.bucket("bkt").prefix(".deltaglider/refs/"))
                            .contents()) {
                connection.backend().deleteObject(r -> r.bucket("bkt").key(object.key()));
            }
            connection.client();
        }
        // The local copy of the reference is still here, and must not hide the loss.
        Result result = runner.line("verify s3://bkt/app-2.bin");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out())
                .contains("\"valid\": false", "\"problem\": \"reference_missing\"")
                .contains("is missing from the bucket")
                .doesNotContain("is damaged");
        Result bucket = runner.line("verify s3://bkt");
        assertThat(bucket.exitCode()).isEqualTo(1);
        assertThat(bucket.out())
                .containsPattern("reference [^\n]+: these objects need it")
                .endsWith(
                        """
                          s3://bkt/app-1.bin
                          s3://bkt/app-2.bin
                        1 valid, 2 not
                        """);
    }

    @Test
    void aDamagedReferenceIsNotHiddenByTheLocalCopy() {
        try (Connection connection = TestConnections.open(directory)) {
            connection
                    .backend()
                    .listObjectsV2(r -> r.bucket("bkt").prefix(".deltaglider/refs/"))
                    .contents()
                    .forEach(each -> damage(connection, each.key()));
        }
        Result bucket = runner.line("verify s3://bkt");
        assertThat(bucket.exitCode()).isEqualTo(1);
        assertThat(bucket.out())
                .contains("damaged: s3://bkt/app-2.bin (cannot be rebuilt: reference ")
                .endsWith("1 valid, 2 not\n");
        assertThat(bucket.out().lines().filter(line -> line.startsWith("damaged: ")))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line.length()).isLessThan(250));
    }

    @Test
    void bucketsPrefixesAndSamples() {
        runner.line("cp notes.txt s3://bkt/d/");
        runner.line("cp notes.txt s3://bkt/d-2/");
        assertThat(runner.line("verify s3://bkt").out()).endsWith("5 valid, 0 not\n");
        assertThat(runner.line("verify s3://bkt/d/").out())
                .isEqualTo(
                        """
                        valid: s3://bkt/d/notes.txt (stored as it is, SHA-256 matches)
                        1 valid, 0 not
                        """);
        assertThat(runner.line("verify s3://bkt --sample 2").out())
                .startsWith("a sample of 2 of 5 objects\n")
                .endsWith("2 valid, 0 not\n");
        assertThat(runner.line("verify s3://bkt --sample 100").out()).endsWith("5 valid, 0 not\n");
        Result nothing = runner.line("verify s3://bkt/nothing/");
        assertThat(nothing.exitCode()).isEqualTo(1);
        assertThat(nothing.err()).contains("there is nothing at s3://bkt/nothing/");
    }

    /** Changes a byte near the end of what is stored, and nothing of its metadata. */
    private void damage(String key) {
        try (Connection connection = TestConnections.open(directory)) {
            damage(connection, key);
        }
    }

    private static void damage(Connection connection, String key) {
        ResponseBytes<GetObjectResponse> stored =
                connection.backend().getObjectAsBytes(r -> r.bucket("bkt").key(key));
        byte[] bytes = stored.asByteArray();
        bytes[bytes.length / 2] ^= 1;
        connection
                .backend()
                .putObject(
                        r ->
                                r.bucket("bkt")
                                        .key(key)
                                        .metadata(stored.response().metadata())
                                        .contentType(stored.response().contentType()),
                        RequestBody.fromBytes(bytes));
    }
}
