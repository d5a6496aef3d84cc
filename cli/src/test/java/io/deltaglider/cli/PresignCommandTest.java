package io.deltaglider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.cli.CommandRunner.Result;
import io.deltaglider.store.testing.LocalS3Server;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;

/** URLs, fetched by a client that knows nothing but HTTP. */
class PresignCommandTest {
    @TempDir Path directory;

    private LocalS3Server server;
    private CommandRunner runner;

    @BeforeEach
    void start() throws IOException {
        server = LocalS3Server.inMemory();
        runner =
                new CommandRunner(directory)
                        .with("AWS_ENDPOINT_URL", server.endpoint().toString())
                        .with("AWS_ACCESS_KEY_ID", server.accessKey())
                        .with("AWS_SECRET_ACCESS_KEY", server.secretKey());
        assertThat(runner.line("mb s3://bkt").exitCode()).isZero();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<byte[]> fetch(String arguments) throws Exception {
        Result result = runner.line("presign " + arguments);
        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create(result.out().strip())).build(),
                    BodyHandlers.ofByteArray());
        }
    }

    @Test
    void rawObjectsAreFetchedWhereTheyAre() throws Exception {
        runner.file("a b+é.txt", "hello");
        runner.run("cp", "a b+é.txt", "s3://bkt/d/");
        HttpResponse<byte[]> answer = fetchObject("s3://bkt/d/a b+é.txt");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).asString().isEqualTo("hello");
        assertThat(answer.uri().getRawPath()).isEqualTo("/bkt/d/a%20b%2B%C3%A9.txt");
        assertThat(answer.uri().getQuery()).contains("X-Amz-Expires=3600");
    }

    private HttpResponse<byte[]> fetchObject(String path) throws Exception {
        Result result = runner.run("presign", path);
        assertThat(result.exitCode()).as(result.err()).isZero();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create(result.out().strip())).build(),
                    BodyHandlers.ofByteArray());
        }
    }

    @Test
    void deltasAreFetchedAsTheyWere() throws Exception {
        byte[] first = Samples.noise(1, 200_000);
        byte[] second = Samples.nextVersion(first, 2);
        runner.file("app-1.bin", first);
        runner.file("app-2.bin", second);
        runner.line("cp app-1.bin s3://bkt/v/");
        runner.line("cp app-2.bin s3://bkt/v/ --content-disposition attachment");
        HttpResponse<byte[]> answer = fetch("s3://bkt/v/app-2.bin --expires-in 60");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(second);
        assertThat(answer.headers().firstValue("Content-Disposition")).hasValue("attachment");
        assertThat(answer.uri().getPath())
                .startsWith("/bkt/.deltaglider/tmp/")
                .endsWith("/app-2.bin");
        assertThat(runner.line("ls -r s3://bkt").out().lines()).hasSize(2);
    }

    @Test
    void whatIsNotThereYetGetsItsUrlAllTheSame() throws Exception {
        assertThat(fetch("s3://bkt/none").statusCode()).isEqualTo(404);
    }

    @Test
    void argumentsThatMakeNoSenseAreRefused() {
        assertThat(runner.line("presign s3://bkt").exitCode()).isEqualTo(252);
        assertThat(runner.line("presign s3://bkt/x --expires-in 0").exitCode()).isEqualTo(252);
        assertThat(runner.line("presign s3://bkt/x --expires-in 604801").exitCode()).isEqualTo(252);
        runner.with("AWS_ENDPOINT_URL", "");
        Result folder = runner.line("presign s3://bkt/x --store store");
        assertThat(folder.exitCode()).isEqualTo(252);
        assertThat(folder.err()).contains("a folder has no URLs");
    }

    @Test
    void aFailureIsNoUrl() {
        runner.with("AWS_SECRET_ACCESS_KEY", "wrong");
        Result result = runner.line("presign s3://bkt/x");
        assertThat(result.exitCode()).isEqualTo(254);
        assertThat(result.out()).isEmpty();
    }
}
