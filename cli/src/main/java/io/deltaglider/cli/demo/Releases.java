package io.deltaglider.cli.demo;

import io.deltaglider.cli.shell.CommandException;
import io.deltaglider.cli.shell.ExitCode;
import io.deltaglider.cli.shell.Shell;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Real releases to show something with: fetched from Maven Central with the user's own Maven, once. */
public final class Releases {
    /** A fixed version, so that it does not matter which one a Maven release takes by default. */
    private static final String COPY =
            "org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy";

    private static final int LINES_OF_A_FAILURE = 15;

    private static final List<Release> RELEASES =
            List.of(
                    new Release("Apache Tomcat", "org.apache.tomcat", "tomcat", "9.0.82", "zip"),
                    new Release("Apache Tomcat", "org.apache.tomcat", "tomcat", "9.0.83", "zip"),
                    new Release("Apache Tomcat", "org.apache.tomcat", "tomcat", "9.0.85", "zip"),
                    kotlin("1.9.20"),
                    kotlin("1.9.21"),
                    kotlin("1.9.22"));

    private final Shell shell;
    private final Path folder;

    /** Keeps the files in {@code folder}, for the next time. */
    public Releases(Shell shell, Path folder) {
        this.shell = shell;
        this.folder = folder;
    }

    private static Release kotlin(String version) {
        return new Release(
                "Kotlin compiler", "org.jetbrains.kotlin", "kotlin-compiler", version, "jar");
    }

    /** Throws {@link CommandException} when they cannot be had: no Maven, no network. */
    public List<DemoFile> fetch() {
        List<Release> missing =
                RELEASES.stream()
                        .filter(release -> !Files.isRegularFile(folder.resolve(release.fileName())))
                        .toList();
        if (!missing.isEmpty()) {
            shell.err()
                    .println(
                            "Fetching "
                                    + missing.size()
                                    + " real releases from Maven Central with mvn, about 230 MB in"
                                    + " all, into "
                                    + folder);
            Path maven = maven();
            for (int i = 0; i < missing.size(); i++) {
                fetch(maven, missing.get(i), "[" + (i + 1) + "/" + missing.size() + "] ");
            }
        }
        List<DemoFile> files = new ArrayList<>();
        for (Release release : RELEASES) {
            files.add(
                    new DemoFile(
                            folder.resolve(release.fileName()),
                            release.product(),
                            release.artifact() + "/" + release.fileName()));
        }
        return files;
    }

    private void fetch(Path maven, Release release, String counter) {
        shell.err().print(counter + release.fileName() + " ... ");
        shell.err().flush();
        long start = System.nanoTime();
        try {
            Files.createDirectories(folder);
            Path arrival = Files.createTempDirectory(folder, "arrival-");
            Path log = arrival.resolve("mvn.log");
            try {
                int exitCode = run(maven, release, arrival, log);
                Path file = arrival.resolve(release.fileName());
                if (exitCode != 0 || !Files.isRegularFile(file)) {
                    shell.err().println("failed");
                    throw failure(release, log);
                }
                Files.move(
                        file, folder.resolve(release.fileName()), StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(log);
                Files.deleteIfExists(arrival.resolve(release.fileName()));
                Files.deleteIfExists(arrival);
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            long bytes = Files.size(folder.resolve(release.fileName()));
            shell.err()
                    .println(String.format(Locale.ROOT, "%.1f MB in %.1f s", bytes / 1e6, seconds));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int run(Path maven, Release release, Path arrival, Path log) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(
                        maven.toString(),
                        "-B",
                        "-ntp",
                        "-q",
                        COPY,
                        "-Dartifact=" + release.coordinates(),
                        "-DoutputDirectory=" + arrival);
        builder.environment().clear();
        builder.environment().putAll(shell.environment());
        // Whoever has no java on the PATH has at least the one that runs this.
        builder.environment().putIfAbsent("JAVA_HOME", System.getProperty("java.home"));
        // Not where a pom.xml of the user's would take part.
        builder.directory(arrival.toFile());
        builder.redirectErrorStream(true);
        builder.redirectOutput(log.toFile());
        builder.redirectInput(ProcessBuilder.Redirect.from(nothing()));
        Process process = builder.start();
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new CommandException(ExitCode.GENERAL, "interrupted", e);
        }
    }

    private static java.io.File nothing() {
        return new java.io.File("/dev/null");
    }

    private Path maven() {
        Optional<Path> maven =
                shell.variable("PATH").stream()
                        .flatMap(path -> List.of(path.split(":")).stream())
                        .map(directory -> shell.directory().resolve(directory).resolve("mvn"))
                        .filter(Files::isExecutable)
                        .findFirst();
        return maven.orElseThrow(() ->
                CommandException.general(
                        "there is no mvn (Apache Maven) on the PATH to fetch the releases with;"
                            + " install it, or show the demo files of your own: deltaglider demo"
                            + " FILE..."));
    }

    private static CommandException failure(Release release, Path log) throws IOException {
        StringBuilder text =
                new StringBuilder("cannot fetch " + release.coordinates() + "; mvn says:\n");
        if (Files.exists(log)) {
            List<String> lines =
                    new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
            lines.stream()
                    .filter(line -> line.contains("ERROR"))
                    .limit(LINES_OF_A_FAILURE)
                    .forEach(line -> text.append("  ").append(line).append('\n'));
        }
        text.append(
                "Is there a network? The demo works without one on files of your own: deltaglider"
                        + " demo FILE...");
        return CommandException.general(text.toString());
    }

    private record Release(
            String product, String group, String artifact, String version, String type) {
        String coordinates() {
            return group + ":" + artifact + ":" + version + ":" + type;
        }

        String fileName() {
            return artifact + "-" + version + "." + type;
        }
    }
}
