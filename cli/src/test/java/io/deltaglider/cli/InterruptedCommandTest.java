package io.deltaglider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Ctrl-C in the middle of a transfer, with a server that never gets to its end. */
class InterruptedCommandTest {
    private static final String BEGUN =
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <InitiateMultipartUploadResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Bucket>bkt</Bucket><Key>big</Key>
            <UploadId>the-upload</UploadId></InitiateMultipartUploadResult>
            """;

    @TempDir Path directory;

    private HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch underWay = new CountDownLatch(1);
    private final CountDownLatch testEnds = new CountDownLatch(1);

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        testEnds.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String query = exchange.getRequestURI().getRawQuery();
        requests.add(exchange.getRequestMethod() + " " + (query == null ? "" : query));
        switch (exchange.getRequestMethod()) {
            case "POST" -> send(exchange, 200, BEGUN);
            case "DELETE" -> send(exchange, 204, "");
            case "HEAD" -> {
                describe(exchange);
                exchange.sendResponseHeaders(200, -1);
                exchange.close();
            }
            case "GET" -> {
                describe(exchange);
                exchange.sendResponseHeaders(200, 1_000_000);
                exchange.getResponseBody().write(new byte[1000]);
                exchange.getResponseBody().flush();
                hang();
            }
            default -> hang();
        }
    }

    private static void describe(HttpExchange exchange) {
        exchange.getResponseHeaders().add("Content-Length", "1000000");
        exchange.getResponseHeaders().add("Last-Modified", "Sun, 22 Nov 2026 12:00:00 GMT");
        exchange.getResponseHeaders().add("ETag", "\"00000000000000000000000000000000\"");
        exchange.getResponseHeaders().add("x-amz-meta-dg-format", "raw");
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private void hang() {
        underWay.countDown();
        try {
            testEnds.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs a command in a process of its own, and interrupts it in the middle; gives what it said. */
    private String interrupted(String... arguments) throws Exception {
        String classPath =
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> command = new ArrayList<>();
        if (System.getProperty("os.name").startsWith("Linux")) {
            // A build in the background hands down that interrupts are ignored.
            command.addAll(List.of("/usr/bin/env", "--default-signal=INT"));
        }
        command.addAll(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath,
                        Main.class.getName()));
        command.addAll(List.of(arguments));
        Path err = directory.resolve("err");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(Files.createDirectories(directory.resolve("here")).toFile())
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().put("HOME", directory.toString());
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("AWS_ACCESS_KEY_ID", "id");
        builder.environment().put("AWS_SECRET_ACCESS_KEY", "secret");
        builder.environment()
                .put("AWS_ENDPOINT_URL", "http://127.0.0.1:" + server.getAddress().getPort());
        Process process = builder.start();
        try {
            assertThat(underWay.await(60, TimeUnit.SECONDS)).isTrue();
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(Files.readString(err)).isEqualTo(130);
            return Files.readString(err);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void anUploadInPartsIsAborted() throws Exception {
        Files.createDirectories(directory.resolve("here"));
        try (RandomAccessFile big =
                new RandomAccessFile(directory.resolve("here/big").toFile(), "rw")) {
            big.setLength(100L << 20);
        }
        String said = interrupted("cp", "big", "s3://bkt/", "--no-delta");
        assertThat(said).isEqualTo("cancelled: ctrl-c received\n");
        assertThat(requests).contains("DELETE uploadId=the-upload");
    }

    @Test
    void aDownloadLeavesNothing() throws Exception {
        String said = interrupted("cp", "s3://bkt/big", "big");
        assertThat(said).isEqualTo("cancelled: ctrl-c received\n");
        try (Stream<Path> files = Files.list(directory.resolve("here"))) {
            assertThat(files).isEmpty();
        }
    }
}
