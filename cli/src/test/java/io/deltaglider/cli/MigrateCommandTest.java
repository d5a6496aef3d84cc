package io.deltaglider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.deltaglider.cli.CommandRunner.Result;
import io.deltaglider.store.testing.LocalS3Server;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Buckets that other tools have filled, brought into DeltaGlider's keeping. */
class MigrateCommandTest {
    private static final byte[] FIRST = Samples.noise(1, 200_000);
    private static final byte[] SECOND = Samples.nextVersion(FIRST, 2);

    @TempDir Path directory;

    private LocalS3Server server;
    private S3Client plain;
    private CommandRunner runner;

    @BeforeEach
    void start() throws IOException {
        server = LocalS3Server.inMemory();
        plain = server.client();
        runner =
                new CommandRunner(directory)
                        .with("AWS_ENDPOINT_URL", server.endpoint().toString())
                        .with("AWS_ACCESS_KEY_ID", server.accessKey())
                        .with("AWS_SECRET_ACCESS_KEY", server.secretKey())
                        .with("DG_DISABLE_EC2_DETECTION", "true");
        plain.createBucket(r -> r.bucket("old"));
        plain.createBucket(r -> r.bucket("new"));
        plain.putObject(
                r ->
                        r.bucket("old")
                                .key("rel/app-1.bin")
                                .contentType("text/x-own")
                                .cacheControl("no-cache")
                                .contentDisposition("attachment")
                                .metadata(Map.of("made-by", "ci")),
                RequestBody.fromBytes(FIRST));
        put("rel/app-2.bin", SECOND);
        put("rel/sub/notes.txt", "small".getBytes(StandardCharsets.UTF_8));
        put("rel-other/log.log", "beside".getBytes(StandardCharsets.UTF_8));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void put(String key, byte[] bytes) {
        plain.putObject(r -> r.bucket("old").key(key), RequestBody.fromBytes(bytes));
    }

    private List<String> keys(String bucket) {
        return plain.listObjectsV2(r -> r.bucket(bucket)).contents().stream()
                .map(S3Object::key)
                .filter(key -> !key.startsWith(".deltaglider/"))
                .toList();
    }

    private long stored(String key) {
        return plain.headObject(r -> r.bucket("new").key(key)).contentLength();
    }

    @Test
    void aBucketBecomesDeltasAndLosesNothing() {
        Result result = runner.line("migrate s3://old s3://new/ --yes");
        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        assertThat(result.out())
                .contains(
                        "Region of the S3 client: us-east-1",
                        "Migrating from s3://old/ to s3://new/",
                        "Files to migrate: 4",
                        "Migrated: 4",
                        "Failed: 0");
        assertThat(keys("new")).isEqualTo(keys("old"));
        assertThat(stored("rel/app-1.bin") + stored("rel/app-2.bin")).isLessThan(20_000);
        assertThat(runner.line("cat s3://new/rel/app-2.bin").bytes()).isEqualTo(SECOND);
        assertThat(runner.line("verify -r s3://new").exitCode()).isZero();
        HeadObjectResponse first = plain.headObject(r -> r.bucket("new").key("rel/app-1.bin"));
        assertThat(first.cacheControl()).isEqualTo("no-cache");
        assertThat(first.contentDisposition()).isEqualTo("attachment");
        assertThat(first.metadata()).containsEntry("made-by", "ci");
        assertThat(first.metadata()).containsEntry("dg-content-type", "text/x-own");
    }

    @Test
    void aSecondCallGoesOnWhereTheFirstEnded() {
        assertThat(runner.line("migrate s3://old s3://new --yes --exclude *2.bin").exitCode())
                .isZero();
        put("rel/sub/notes.txt", "other".getBytes(StandardCharsets.UTF_8));
        Result result = runner.line("migrate s3://old s3://new --yes");
        assertThat(result.exitCode()).isZero();
        assertThat(result.out())
                .contains("Files to migrate: 2", "Already migrated: 2 (skipped)", "Migrated: 2");
        assertThat(runner.line("cat s3://new/rel/sub/notes.txt").out()).isEqualTo("other");
        result = runner.line("migrate s3://old s3://new");
        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).contains("Everything is there already.");
    }

    @Test
    void theLastPartOfThePrefixIsKeptUnlessTold() {
        assertThat(runner.line("migrate s3://old/rel s3://new/x/ --yes").exitCode()).isZero();
        assertThat(keys("new"))
                .containsExactly("x/rel/app-1.bin", "x/rel/app-2.bin", "x/rel/sub/notes.txt");
        assertThat(
                        runner.line("migrate s3://old/rel/ s3://new/y -y --no-preserve-prefix")
                                .exitCode())
                .isZero();
        assertThat(keys("new")).contains("y/app-1.bin", "y/sub/notes.txt").hasSize(6);
    }

    @Test
    void aPrefixGoesToAnotherOfTheSameBucket() {
        Result result = runner.line("migrate s3://old/ s3://old/archive/ --yes");
        assertThat(result.exitCode()).isZero();
        assertThat(keys("old")).hasSize(8).contains("archive/rel-other/log.log");
        assertThat(runner.line("migrate s3://old/ s3://old/archive/ --yes").out())
                .contains("Everything is there already.");
        assertThat(runner.line("cat s3://old/archive/rel/app-2.bin").bytes()).isEqualTo(SECOND);
    }

    @Test
    void nothingHappensWithoutAYes() {
        for (String answer : List.of("", "n\n", "\n", "maybe\n")) {
            runner.input(answer.getBytes(StandardCharsets.UTF_8));
            Result result = runner.line("migrate s3://old s3://new");
            assertThat(result.exitCode()).isEqualTo(1);
            assertThat(result.out())
                    .contains("Do you want to proceed with the migration? [y/N] ")
                    .endsWith("Nothing was migrated.\n");
            assertThat(keys("new")).isEmpty();
        }
        runner.input("y\n".getBytes(StandardCharsets.UTF_8));
        assertThat(runner.line("migrate s3://old s3://new").exitCode()).isZero();
        assertThat(keys("new")).hasSize(4);
    }

    @Test
    void aDryRunOnlyTells() {
        Result result =
                runner.line("migrate s3://old s3://new --dry-run --exclude rel/* --include *.txt");
        assertThat(result.exitCode()).isZero();
        assertThat(result.out())
                .contains(
                        "(dryrun) copy: s3://old/rel/sub/notes.txt to s3://new/rel/sub/notes.txt",
                        "(dryrun) copy: s3://old/rel-other/log.log to s3://new/rel-other/log.log")
                .doesNotContain("app-1.bin", "Migrated");
        assertThat(keys("new")).isEmpty();
    }

    @Test
    void whatFailsIsToldAndTheRestIsMigrated() throws IOException {
        plain.createBucket(r -> r.bucket("broken"));
        runner.file("app-1.bin", FIRST);
        runner.file("app-2.bin", SECOND);
        runner.file("other.txt", "fine");
        for (String file : List.of("app-1.bin", "app-2.bin", "other.txt")) {
            assertThat(runner.line("cp " + file + " s3://broken/").exitCode()).isZero();
        }
        plain.listObjectsV2(r -> r.bucket("broken").prefix(".deltaglider/"))
                .contents()
                .forEach(reference ->
                        plain.deleteObject(r -> r.bucket("broken").key(reference.key())));
        runner.with("DELTAGLIDER_CACHE", directory.resolve("another-cache").toString());

        Result result = runner.line("migrate s3://broken s3://new --yes --json");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err().lines())
                .hasSize(2)
                .allMatch(line -> line.startsWith("copy failed: s3://broken/app-"));
        assertThat(result.out())
                .contains("\"files_to_migrate\": 3", "\"migrated\": 1", "\"failed\": 2");
        assertThat(keys("new")).containsExactly("other.txt");
    }

    @Test
    void argumentsThatLeadNowhereAreRefused() {
        assertThat(runner.line("migrate s3://old s3://old --yes").err()).contains("optimize");
        assertThat(runner.line("migrate s3://old/rel s3://old/ --yes").exitCode()).isEqualTo(252);
        assertThat(runner.line("migrate s3://old dir --yes").exitCode()).isEqualTo(252);
        assertThat(runner.line("migrate s3://old --yes").exitCode()).isEqualTo(252);
        assertThat(runner.line("migrate s3://none s3://new --yes").exitCode()).isEqualTo(254);
        assertThat(runner.line("migrate s3://old s3://none --yes").exitCode()).isEqualTo(254);
        assertThat(runner.line("migrate s3://old/nothing/ s3://new --yes").exitCode()).isEqualTo(1);
    }

    @Test
    void onEc2TheBucketsRegionCounts() throws IOException {
        HttpServer metadata =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        StringBuilder region = new StringBuilder("us-east-1");
        metadata.createContext("/latest/api/token", exchange -> answer(exchange, "the-token"));
        metadata.createContext(
                "/latest/meta-data/placement/region",
                exchange -> {
                    String token =
                            exchange.getRequestHeaders().getFirst("x-aws-ec2-metadata-token");
                    answer(exchange, "the-token".equals(token) ? region.toString() : "nowhere");
                });
        metadata.start();
        try {
            runner.with("DG_DISABLE_EC2_DETECTION", "")
                    .with(
                            "AWS_EC2_METADATA_SERVICE_ENDPOINT",
                            "http://127.0.0.1:" + metadata.getAddress().getPort());
            String command = "migrate s3://old s3://new --dry-run";
            assertThat(runner.line(command).out())
                    .contains("✅ This EC2 instance and bucket old are both in us-east-1");
            region.replace(0, region.length(), "eu-west-1");
            assertThat(runner.line(command).out())
                    .contains(
                            "ℹ️ INFO: this EC2 instance is in eu-west-1, bucket old in us-east-1");
            assertThat(runner.line(command + " --region eu-west-1").out())
                    .contains("⚠️ WARNING: --region eu-west-1 was given");
            for (String yes : List.of("true", "1", "yes")) {
                assertThat(runner.with("DG_DISABLE_EC2_DETECTION", yes).line(command).out())
                        .doesNotContain("EC2");
            }
        } finally {
            metadata.stop(0);
        }
        // No such server: not on EC2, and nothing is said of it.
        Result elsewhere =
                runner.with("DG_DISABLE_EC2_DETECTION", "")
                        .line("migrate s3://old s3://new --dry-run");
        assertThat(elsewhere.err()).isEmpty();
        assertThat(elsewhere.out()).doesNotContain("EC2");
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().add("x-aws-ec2-metadata-token-ttl-seconds", "21600");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
