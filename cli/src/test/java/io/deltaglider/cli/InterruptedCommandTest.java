package io.deltaglider.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Ctrl-C in the middle of a transfer, with a server that never gets to its end. */
class InterruptedCommandTest {
    private static final String BEGUN =
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <InitiateMultipartUploadResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Bucket>bkt</Bucket><Key>big</Key>
            <UploadId>the-upload</UploadId></InitiateMultipartUploadResult>
            """;

    private static final String WRONG_KEY =
            "<Error><Code>SignatureDoesNotMatch</Code><Message>no</Message></Error>";

    private static final Path SCRIPT = Path.of("/usr/bin/script");
    private static final int CTRL_C = 3;
    private static final String CLEAR_LINE = "\r\033[K";

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
        exchange.getResponseHeaders().add("x-amz-request-id", "1");
        if (exchange.getRequestURI().getPath().startsWith("/no-such-key")) {
            send(exchange, 403, WRONG_KEY);
            return;
        }
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

    /** The program's command line; {@code jvmOptions} beside those that it always has. */
    private static List<String> command(List<String> jvmOptions, String... arguments) {
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
                        classPath));
        command.addAll(jvmOptions);
        command.add(Main.class.getName());
        command.addAll(List.of(arguments));
        return command;
    }

    private ProcessBuilder prepared(List<String> command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(Files.createDirectories(directory.resolve("here")).toFile());
        builder.environment().clear();
        builder.environment().put("HOME", directory.toString());
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("AWS_ACCESS_KEY_ID", "id");
        builder.environment().put("AWS_SECRET_ACCESS_KEY", "secret");
        builder.environment()
                .put("AWS_ENDPOINT_URL", "http://127.0.0.1:" + server.getAddress().getPort());
        return builder;
    }

    /** Runs a command in a process of its own, and interrupts it in the middle; gives what it said. */
    private String interrupted(String... arguments) throws Exception {
        Path err = directory.resolve("err");
        Process process =
                prepared(command(List.of(), arguments))
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(err.toFile())
                        .start();
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

    private void writeBig() throws IOException {
        Files.createDirectories(directory.resolve("here"));
        try (RandomAccessFile big =
                new RandomAccessFile(directory.resolve("here/big").toFile(), "rw")) {
            big.setLength(100L << 20);
        }
    }

    /** A real terminal: {@code script} makes one, gives on what is typed, and shows what is printed. */
    @Test
    void onATerminalProgressIsShownAndTheCtrlKeyStopsIt() throws Exception {
        assumeTrue(Files.isExecutable(SCRIPT), "util-linux's script is not in /usr/bin");
        assumeTrue(
                System.getProperty("os.name").startsWith("Linux"),
                "script takes other arguments on this system");
        writeBig();
        String line =
                command(
                                List.of("-Ddeltaglider.attended=true"),
                                "cp",
                                "big",
                                "s3://bkt/",
                                "--no-delta")
                        .stream()
                        .map(word -> "'" + word + "'")
                        .collect(Collectors.joining(" "));
        // Only what the launcher asks, too, makes it attended.
        Process process =
                prepared(
                                List.of(
                                        SCRIPT.toString(),
                                        "--quiet",
                                        "--return",
                                        "--flush",
                                        "--command",
                                        "[ -t 1 ] && [ -t 2 ] && exec " + line,
                                        "/dev/null"))
                        .redirectErrorStream(true)
                        .start();
        // Reading cannot be interrupted: should the line never come, the test fails, and does not
        // hang.
        CompletableFuture.delayedExecutor(2, TimeUnit.MINUTES).execute(process::destroyForcibly);
        try (InputStream screen = process.getInputStream()) {
            String before = readUntil(screen, " with 1 file(s) remaining");
            assertThat(before).contains("Completed ", "/100.0 MiB (", " with 1 file(s) remaining");
            assertThat(underWay.await(60, TimeUnit.SECONDS)).isTrue();
            process.getOutputStream().write(CTRL_C);
            process.getOutputStream().flush();
            String after = new String(screen.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(after).isEqualTo(130);
            assertThat(after.substring(after.lastIndexOf(CLEAR_LINE)))
                    .contains("cancelled: ctrl-c received")
                    .doesNotContain("Completed ");
            assertThat(requests).contains("DELETE uploadId=the-upload");
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static String readUntil(InputStream in, String end) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        while (!text.toString(StandardCharsets.UTF_8).contains(end)) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            text.write(next);
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    @Test
    void anUploadInPartsIsAborted() throws Exception {
        writeBig();
        String said = interrupted("cp", "big", "s3://bkt/", "--no-delta");
        assertThat(said).isEqualTo("cancelled: ctrl-c received\n");
        assertThat(requests).contains("DELETE uploadId=the-upload");
    }

    /** What breaks because of Ctrl-C is no reason to store anything in another way, and nobody wants to read about it. */
    @Test
    void nothingIsSaidOfADeltaThatIsGivenUp() throws Exception {
        Files.createDirectories(directory.resolve("here"));
        Files.write(directory.resolve("here/app.bin"), Samples.noise(1, 300_000));
        String said = interrupted("cp", "app.bin", "s3://bkt/");
        assertThat(said).isEqualTo("cancelled: ctrl-c received\n");
    }

    /** Errors come once, and in words: no times, no classes, nothing that was tried on the way. */
    @Test
    void aServerThatIsNotThereOrKnowsNoSuchKeyIsToldOnce() throws Exception {
        Files.createDirectories(directory.resolve("here"));
        Files.write(directory.resolve("here/app.bin"), Samples.noise(1, 300_000));
        assertThat(failing("cp", "app.bin", "s3://bkt/", "--endpoint-url", "http://127.0.0.1:1"))
                .startsWith(
                        "upload failed: ./app.bin to s3://bkt/app.bin Could not connect to the"
                                + " endpoint: ")
                .hasLineCount(1);
        assertThat(failing("cp", "app.bin", "s3://no-such-key/"))
                .isEqualTo(
                        "upload failed: ./app.bin to s3://no-such-key/app.bin An error occurred"
                                + " (SignatureDoesNotMatch) when calling the PutObject operation:"
                                + " no; is AWS_SECRET_ACCESS_KEY right?\n");
    }

    private String failing(String... arguments) throws Exception {
        Path err = directory.resolve("err");
        Process process =
                prepared(command(List.of(), arguments))
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(err.toFile())
                        .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        return Files.readString(err);
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
