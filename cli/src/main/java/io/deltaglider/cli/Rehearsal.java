package io.deltaglider.cli;

import io.deltaglider.cli.command.DeltaGliderCommand;
import io.deltaglider.cli.shell.Shell;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs the usual commands once, on a folder that is thrown away and on a server that does not answer, while the JVM records which classes they
 * need. The launcher does this after a build; later starts then take the classes from the JVM's archive.
 */
final class Rehearsal {
    private Rehearsal() {}

    public static void main(String[] args) throws IOException {
        Path folder = Files.createTempDirectory("deltaglider-rehearsal-");
        try {
            rehearse(folder);
        } finally {
            delete(folder);
        }
    }

    private static void rehearse(Path folder) throws IOException {
        Map<String, String> environment = new HashMap<>();
        environment.put("HOME", folder.toString());
        environment.put("DELTAGLIDER_CACHE", folder.resolve("cache").toString());
        environment.put("AWS_ACCESS_KEY_ID", "id");
        environment.put("AWS_SECRET_ACCESS_KEY", "secret");
        Files.write(folder.resolve("app-1.bin"), new byte[200_000]);
        Files.write(folder.resolve("app-2.bin"), new byte[200_001]);
        Shell shell =
                new Shell(
                        new ByteArrayInputStream(new byte[100]),
                        silent(),
                        silent(),
                        environment,
                        folder,
                        false);
        String store = "--store=" + folder.resolve("store");
        // Nothing listens there; what it takes to find that out is most of what a request takes.
        String server = "--endpoint-url=http://127.0.0.1:1";
        for (List<String> command :
                List.of(
                        List.of("--help"),
                        List.of("--version"),
                        List.of("cp", "--help"),
                        List.of("mb", "s3://rehearsal", store),
                        List.of("cp", "app-1.bin", "s3://rehearsal/", store),
                        List.of("cp", "app-2.bin", "s3://rehearsal/", store),
                        List.of("cp", "-", "s3://rehearsal/in", store),
                        List.of("ls", store),
                        List.of("ls", "-r", "s3://rehearsal/", store),
                        List.of("cat", "s3://rehearsal/in", store),
                        List.of("cp", "s3://rehearsal/app-2.bin", "copy", store),
                        List.of("rm", "-r", "s3://rehearsal/", store),
                        List.of("ls", server),
                        List.of("ls", "s3://rehearsal", server),
                        List.of("cp", "app-1.bin", "s3://rehearsal/", server))) {
            DeltaGliderCommand.create(shell).execute(command.toArray(String[]::new));
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
