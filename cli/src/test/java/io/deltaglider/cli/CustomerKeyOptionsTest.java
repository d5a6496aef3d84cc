package io.deltaglider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.deltaglider.cli.CommandRunner.Result;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** {@code --sse-c} and its key: what a server gets to see of them, and {@code --reference-bucket}, which is refused for safety's sake. */
class CustomerKeyOptionsTest {
    private static final String KEY = "0123456789abcdef0123456789abcdef";
    private static final String BASE64 =
            Base64.getEncoder().encodeToString(KEY.getBytes(StandardCharsets.UTF_8));
    private static final String MD5 = "hRasmdxgYDKV3nvbahU1MA==";
    private static final String HEADER = "x-amz-server-side-encryption-customer-";

    @TempDir Path directory;

    private HttpServer server;
    private CommandRunner runner;
    private final Map<String, Headers> requests = new ConcurrentHashMap<>();

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        runner =
                new CommandRunner(directory)
                        .with("AWS_ACCESS_KEY_ID", "id")
                        .with("AWS_SECRET_ACCESS_KEY", "secret")
                        .with(
                                "AWS_ENDPOINT_URL",
                                "http://127.0.0.1:" + server.getAddress().getPort());
        runner.file("app.zip", Samples.noise(1, 200_000));
        runner.file("key", KEY);
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        int length = exchange.getRequestBody().readAllBytes().length;
        String path = exchange.getRequestURI().getPath();
        requests.put(exchange.getRequestMethod() + " " + path, exchange.getRequestHeaders());
        exchange.getResponseHeaders().add("ETag", "\"00000000000000000000000000000000\"");
        exchange.getResponseHeaders().add("Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT");
        exchange.getResponseHeaders().add("x-amz-meta-dg-format", "raw");
        if (exchange.getRequestHeaders().containsKey(HEADER + "algorithm")) {
            exchange.getResponseHeaders().add(HEADER + "algorithm", "AES256");
        }
        if (exchange.getRequestMethod().equals("GET")) {
            byte[] body = "content".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        } else {
            exchange.getResponseHeaders().add("Content-Length", "7");
            exchange.sendResponseHeaders(length < 0 ? 500 : 200, -1);
        }
        exchange.close();
    }

    private String sent(String request, String header) {
        assertThat(requests).as(requests.keySet().toString()).containsKey(request);
        return String.valueOf(
                requests.getOrDefault(request, new Headers()).getFirst(HEADER + header));
    }

    @Test
    void anUploadCarriesTheKeyAndIsNoDelta() {
        for (String key : List.of(KEY, BASE64, "fileb://key")) {
            requests.clear();
            Result result = runner.run("cp", "app.zip", "s3://bkt/", "--sse-c", "--sse-c-key", key);
            assertThat(result.exitCode()).as(result.err()).isZero();
            assertThat(sent("PUT /bkt/app.zip", "algorithm")).isEqualTo("AES256");
            assertThat(sent("PUT /bkt/app.zip", "key")).isEqualTo(BASE64);
            assertThat(sent("PUT /bkt/app.zip", "key-md5")).isEqualTo(MD5);
            assertThat(requests.keySet())
                    .as("no reference is looked for or written")
                    .noneMatch(request -> request.contains(".deltaglider/refs"));
        }
    }

    @Test
    void aDownloadCarriesTheKey() throws IOException {
        Result result =
                runner.run("cp", "s3://bkt/a", "copy", "--sse-c", "AES256", "--sse-c-key", KEY);
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(Files.readString(directory.resolve("copy"))).isEqualTo("content");
        assertThat(sent("GET /bkt/a", "key")).isEqualTo(BASE64);
        assertThat(sent("GET /bkt/a", "key-md5")).isEqualTo(MD5);
    }

    @Test
    void whatIsNoKeyIsRefusedAndNotRepeated() {
        List<List<String>> wrong =
                List.of(
                        List.of("--sse-c"),
                        List.of("--sse-c-key", KEY),
                        List.of("--sse-c", "--sse-c-key", "secret-but-short"),
                        List.of("--sse-c", "--sse-c-key", "fileb://missing"),
                        List.of("--sse-c", "DES", "--sse-c-key", KEY),
                        List.of("--sse-c-copy-source", "--sse-c-copy-source-key", KEY));
        for (List<String> options : wrong) {
            java.util.ArrayList<String> line =
                    new java.util.ArrayList<>(List.of("cp", "app.zip", "s3://bkt/"));
            line.addAll(options);
            Result result = runner.run(line);
            assertThat(result.exitCode()).as(options.toString()).isEqualTo(252);
            assertThat(result.err()).contains("--sse-c").doesNotContain("secret-but-short", KEY);
        }
        assertThat(requests).isEqualTo(Collections.emptyMap());
    }

    @Test
    void referencesStayInTheBucketOfTheirObjects() {
        Result other = runner.line("cp app.zip s3://bkt/ --reference-bucket elsewhere");
        assertThat(other.exitCode()).isEqualTo(252);
        assertThat(other.err()).contains("--reference-bucket", "\"elsewhere\"", "\"bkt\"");
        assertThat(requests).isEqualTo(Collections.emptyMap());
        assertThat(runner.line("cp app.zip s3://bkt/ --reference-bucket bkt --no-delta").exitCode())
                .isZero();
    }
}
