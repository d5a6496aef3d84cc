package io.deltaglider.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.deltaglider.cli.command.DeltaGliderCommand;
import io.deltaglider.cli.shell.Shell;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Runs the usual commands once, or with the argument {@code short} those that end at once, on a folder that is thrown away and on a server that gives the same answer to all, while the JVM records which
 * classes they need and which methods are worth compiling. The launcher does this after a build; later starts then take both from the JVM's archive
 * (JEP 483, JEP 515).
 */
final class Rehearsal {
    private static final String BUCKETS =
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <ListAllMyBucketsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Owner><ID>id</ID></Owner><Buckets>
            <Bucket><Name>rehearsal</Name><CreationDate>2026-01-01T00:00:00.000Z</CreationDate></Bucket>
            </Buckets></ListAllMyBucketsResult>
            """;
    private static final String OBJECTS =
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>rehearsal</Name><KeyCount>2</KeyCount>
            <MaxKeys>1000</MaxKeys><IsTruncated>false</IsTruncated><Contents><Key>in/one</Key><Size>1000000</Size>
            <LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>"00000000000000000000000000000000"</ETag></Contents>
            <Contents><Key>in/two</Key><Size>1000000</Size><LastModified>2026-01-01T00:00:00.000Z</LastModified>
            <ETag>"00000000000000000000000000000000"</ETag></Contents></ListBucketResult>
            """;

    private static final int VERSION_SIZE = 32 << 20;
    private static final int EDIT_EVERY = 16 << 10;
    private static final int EDIT = 100;
    private static final String CLASSES = "/modules/java.base/java";
    private static final int EDITED_CLASSES = 3;

    private Rehearsal() {}

    public static void main(String[] args) throws IOException {
        Path folder = Files.createTempDirectory("deltaglider-rehearsal-");
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", Rehearsal::answer);
        server.start();
        try {
            rehearse(
                    folder,
                    "http://127.0.0.1:" + server.getAddress().getPort(),
                    List.of(args).contains("short"));
        } finally {
            server.stop(0);
            delete(folder);
        }
    }

    private static void answer(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        byte[] body =
                (exchange.getRequestURI().getPath().equals("/") ? BUCKETS : OBJECTS)
                        .getBytes(StandardCharsets.UTF_8);
        boolean hasBody = exchange.getRequestMethod().equals("GET");
        exchange.getResponseHeaders().add("Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT");
        exchange.getResponseHeaders().add("ETag", "\"00000000000000000000000000000000\"");
        exchange.sendResponseHeaders(200, hasBody ? body.length : -1);
        if (hasBody) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    private static void rehearse(Path folder, String endpoint, boolean shortOnes)
            throws IOException {
        Map<String, String> environment = new HashMap<>();
        environment.put("HOME", folder.toString());
        environment.put("DELTAGLIDER_CACHE", folder.resolve("cache").toString());
        environment.put("AWS_ACCESS_KEY_ID", "id");
        environment.put("AWS_SECRET_ACCESS_KEY", "secret");
        Shell shell =
                new Shell(
                        new ByteArrayInputStream(new byte[100]),
                        silent(),
                        silent(),
                        environment,
                        folder,
                        false);
        String store = "--store=" + folder.resolve("store");
        String server = "--endpoint-url=" + endpoint;
        if (!shortOnes) {
            writeVersions(folder.resolve("app-1.bin"), folder.resolve("app-2.bin"));
            writeArchive(folder.resolve("app-1.jar"), 0);
            writeArchive(folder.resolve("app-2.jar"), EDITED_CLASSES);
        }
        for (List<String> command :
                shortOnes ? shortCommands(server) : allCommands(store, server)) {
            DeltaGliderCommand.execute(shell, command.toArray(String[]::new));
        }
    }

    /** Those that end before the JVM has found out what is hot. Every class in the archive costs them a little, needed or not. */
    private static List<List<String>> shortCommands(String server) {
        return List.of(
                List.of("--help"),
                List.of("cp", "--help"),
                List.of("no-such-command"),
                List.of("mb", "s3://rehearsal", server),
                List.of("ls", server),
                List.of("ls", "s3://rehearsal", server),
                List.of("ls", "-r", "s3://rehearsal", server),
                List.of("rm", "s3://rehearsal/in/one", server),
                List.of("rb", "s3://rehearsal", server));
    }

    private static List<List<String>> allCommands(String store, String server) {
        return List.of(
                List.of("--help"),
                List.of("cp", "--help"),
                List.of("mb", "s3://rehearsal", store),
                List.of("cp", "app-1.bin", "s3://rehearsal/", store),
                List.of("cp", "app-2.bin", "s3://rehearsal/", store),
                List.of("cp", "app-1.jar", "s3://rehearsal/", store),
                List.of("cp", "app-2.jar", "s3://rehearsal/", store),
                List.of("cp", "s3://rehearsal/app-2.jar", "copy", store),
                List.of("cp", "-", "s3://rehearsal/in", store),
                List.of("ls", store),
                List.of("ls", "-r", "s3://rehearsal/", store),
                List.of("cat", "s3://rehearsal/in", store),
                List.of("cp", "s3://rehearsal/app-2.bin", "copy", store),
                List.of("mv", "s3://rehearsal/app-1.bin", "s3://rehearsal/moved/", store),
                List.of("sync", "s3://rehearsal/moved", "synced", store),
                List.of("sync", "synced", "s3://rehearsal/synced", store),
                List.of("sync", "synced", "s3://rehearsal/synced", "--delete", store),
                List.of("stats", "s3://rehearsal", store),
                List.of("verify", "s3://rehearsal", store),
                List.of("purge", "--dry-run", "s3://rehearsal", store),
                List.of("analyze", "s3://rehearsal", store),
                List.of("rm", "-r", "s3://rehearsal/", store),
                List.of("ls", server),
                List.of("ls", "s3://rehearsal", server),
                List.of("cp", "app-1.bin", "s3://rehearsal/", server),
                List.of("cp", "s3://rehearsal/in/one", "copy", server),
                List.of("rm", "s3://rehearsal/in/one", server),
                List.of("presign", "s3://rehearsal/in/one", server),
                List.of("delta", "encode", "--ref=app-1.bin", "app-2.bin", "-o", "delta"),
                List.of("delta", "decode", "--ref=app-1.bin", "delta", "-o", "copy"),
                List.of("delta", "encode", "--ref=app-1.jar", "app-2.jar", "-o", "delta"),
                List.of("delta", "decode", "--ref=app-1.jar", "delta", "-o", "copy"));
    }

    /** Two versions that differ here and there, and long enough for the JVM to see which loops are hot. */
    private static void writeVersions(Path one, Path other) throws IOException {
        Random random = new Random(1);
        byte[] bytes = new byte[VERSION_SIZE];
        random.nextBytes(bytes);
        Files.write(one, bytes);
        for (int at = 0; at < bytes.length - EDIT; at += random.nextInt(2 * EDIT_EVERY)) {
            for (int i = 0; i < EDIT; i++) {
                bytes[at + i] = (byte) random.nextInt();
            }
        }
        Files.write(other, bytes);
    }

    /**
     * An archive of classes of the platform, so that what opens archives gets to see real ones.
     *
     * @param editEvery of so many classes one is changed; 0 for none
     */
    private static void writeArchive(Path archive, int editEvery) throws IOException {
        Path classes = FileSystems.getFileSystem(URI.create("jrt:/")).getPath(CLASSES);
        try (Stream<Path> files = Files.walk(classes).filter(Files::isRegularFile).sorted();
                ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            int number = 0;
            for (Path file : (Iterable<Path>) files::iterator) {
                byte[] bytes = Files.readAllBytes(file);
                if (editEvery > 0 && number++ % editEvery == 0) {
                    for (int at = bytes.length / 3; at < bytes.length; at += EDIT_EVERY / 32) {
                        bytes[at]++;
                    }
                }
                ZipEntry entry = new ZipEntry(file.toString());
                entry.setTime(0);
                zip.putNextEntry(entry);
                zip.write(bytes);
            }
        }
    }

    private static PrintStream silent() {
        return new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
