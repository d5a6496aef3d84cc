package io.deltaglider.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The launcher, in a copy of the project in which Java and Maven are scripts that say what they are asked for. */
class LauncherTest {
    private static final Path LAUNCHER = Path.of("..", "deltaglider");

    @TempDir Path directory;

    private Path project;
    private Path jdk;

    private record Result(int exitCode, String out, String err) {}

    @BeforeEach
    void prepare() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "no POSIX shell here");
        project = Files.createDirectories(directory.resolve("the project"));
        Files.copy(LAUNCHER, project.resolve("deltaglider"));
        Path findJava = Files.createDirectories(project.resolve("build")).resolve("find-java.sh");
        Files.copy(LAUNCHER.resolveSibling("build").resolve("find-java.sh"), findJava);
        assertThat(project.resolve("deltaglider").toFile().setExecutable(true)).isTrue();
        for (String module : List.of("delta", "engine", "store", "cli")) {
            write(project.resolve(module + "/src/main/java/X.java"), "");
            write(project.resolve(module + "/pom.xml"), "");
        }
        write(project.resolve("pom.xml"), "");
        jdk = jdk("jdk", "25.0.1", "for a in \"$@\"; do echo \"[$a]\"; done; exit ${ANSWER:-0}");
        script(
                directory.resolve("bin/mvn"),
                "echo \"$JAVA_HOME\" >>\"$HOME/builds\"; [ -z \"${BROKEN:-}\" ] || { echo it is"
                    + " broken; exit 1; }\n"
                    + "mkdir -p cli/target; touch cli/target/deltaglider-cli-0.1.0-SNAPSHOT.jar");
    }

    private Path jdk(String name, String version, String java) throws IOException {
        Path home = directory.resolve(name);
        write(home.resolve("release"), "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"" + version + "\"\n");
        script(home.resolve("bin/java"), java);
        script(home.resolve("bin/javac"), "exit 0");
        return home;
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static void script(Path file, String text) throws IOException {
        write(file, "#!/bin/sh\n" + text + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private Result launch(Path launcher, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        File out = directory.resolve("stdout").toFile();
        File err = directory.resolve("stderr").toFile();
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectOutput(out)
                        .redirectError(err);
        builder.environment().clear();
        builder.environment().put("PATH", directory.resolve("bin") + ":/usr/bin:/bin");
        builder.environment().put("HOME", directory.toString());
        builder.environment().putAll(environment);
        int exitCode = builder.start().waitFor();
        return new Result(exitCode, Files.readString(out.toPath()), Files.readString(err.toPath()));
    }

    private Result launch(Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        return launch(project.resolve("deltaglider"), environment, arguments);
    }

    private Map<String, String> withJdk() {
        return Map.of("DELTAGLIDER_JAVA_HOME", jdk.toString());
    }

    private long builds() throws IOException {
        Path log = directory.resolve("builds");
        return Files.exists(log) ? Files.readAllLines(log).size() : 0;
    }

    @Test
    void argumentsArriveAsTheyAre() throws Exception {
        Result result = launch(withJdk(), "cp", "a b", "", "*", "$HOME", "\"'\\", "é", "--", "-");
        assertThat(result.exitCode()).isZero();
        assertThat(result.out())
                .endsWith(
                        """
                        [io.deltaglider.cli.Main]
                        [cp]
                        [a b]
                        []
                        [*]
                        [$HOME]
                        ["'\\]
                        [é]
                        [--]
                        [-]
                        """)
                .contains("[-Ddeltaglider.attended=false]")
                .contains(
                        "["
                                + project.toRealPath()
                                + "/cli/target/deltaglider-cli-0.1.0-SNAPSHOT.jar]");
    }

    private Map<String, String> withOptions(String options) {
        return Map.of("DELTAGLIDER_JAVA_HOME", jdk.toString(), "DELTAGLIDER_JAVA_OPTS", options);
    }

    @Test
    void theUsersCollectorAndHeapWin() throws Exception {
        assertThat(launch(withJdk(), "stats", "b").out())
                .contains("[-XX:+UseSerialGC]", "[-Xms64m]");
        for (String collector : List.of("G1", "Z", "Parallel", "Serial")) {
            String option = "-XX:+Use" + collector + "GC";
            assertThat(launch(withOptions("-Da=b " + option), "stats", "b").out())
                    .containsOnlyOnce("GC]")
                    .contains("[" + option + "]", "[-Da=b]")
                    .doesNotContain("[-Xms64m]");
        }
        for (String heap : List.of("-Xmx64m", "-Xmx127M", "-XX:MaxHeapSize=64m", "-Xmx67108864")) {
            assertThat(launch(withOptions(heap), "stats", "b").out())
                    .contains("[" + heap + "]")
                    .doesNotContain("[-Xms64m]", "MaxNewSize");
        }
        assertThat(launch(withOptions("-Xmx1g"), "stats", "b").out()).contains("[-Xms64m]");
        Result refused = launch(withOptions("-Xmx32m"), "stats", "b");
        assertThat(refused.exitCode()).isEqualTo(255);
        assertThat(refused.err()).contains("a heap of 32 MB; the least is -Xmx48m");
    }

    @Test
    void theExitCodeIsThatOfTheCommand() throws Exception {
        assertThat(
                        launch(Map.of("DELTAGLIDER_JAVA_HOME", jdk.toString(), "ANSWER", "253"))
                                .exitCode())
                .isEqualTo(253);
    }

    @Test
    void itWorksThroughSymbolicLinks() throws Exception {
        Path link = directory.resolve("bin/deltaglider");
        Files.createSymbolicLink(link, Path.of("../second"));
        Files.createSymbolicLink(directory.resolve("second"), project.resolve("deltaglider"));
        assertThat(launch(link, withJdk(), "ls").out()).endsWith("[ls]\n");
    }

    @Test
    void itBuildsOnceAndAgainWhenSourcesChange() throws Exception {
        Result first = launch(withJdk(), "ls");
        assertThat(first.err()).contains("building", "built");
        assertThat(builds()).isEqualTo(1);
        assertThat(launch(withJdk(), "ls").err()).isEmpty();
        assertThat(builds()).isEqualTo(1);

        Path source = project.resolve("engine/src/main/java/X.java");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(1)));
        launch(withJdk(), "ls");
        assertThat(builds()).isEqualTo(2);
        Files.setLastModifiedTime(source, FileTime.from(Instant.EPOCH));
        launch(withJdk(), "ls");
        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void severalFirstStartsBuildOnce() throws Exception {
        List<Process> starts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            ProcessBuilder builder =
                    new ProcessBuilder(project.resolve("deltaglider").toString(), "ls")
                            .redirectErrorStream(true)
                            .redirectOutput(directory.resolve("start" + i).toFile());
            builder.environment().put("PATH", directory.resolve("bin") + ":/usr/bin:/bin");
            builder.environment().put("HOME", directory.toString());
            builder.environment().put("DELTAGLIDER_JAVA_HOME", jdk.toString());
            starts.add(builder.start());
        }
        for (Process start : starts) {
            assertThat(start.waitFor()).isZero();
        }
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void aFailedBuildShowsItsOutput() throws Exception {
        Result result =
                launch(Map.of("DELTAGLIDER_JAVA_HOME", jdk.toString(), "BROKEN", "1"), "ls");
        assertThat(result.exitCode()).isEqualTo(255);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("it is broken", "the build failed");
        assertThat(launch(withJdk(), "ls").exitCode()).as("it tries again").isZero();
    }

    @Test
    void aFolderWithoutAFittingJdkIsRefused() throws Exception {
        Path old = jdk("old", "17.0.2", "exit 0");
        Result result = launch(Map.of("DELTAGLIDER_JAVA_HOME", old.toString()), "ls");
        assertThat(result.exitCode()).isEqualTo(255);
        assertThat(result.err()).contains("DELTAGLIDER_JAVA_HOME is " + old, "25 or newer");
        assertThat(builds()).isZero();
    }

    @Test
    void theBetterCompilerIsLeftOutWhereItWouldNotPay() throws Exception {
        Files.write(directory.resolve("small 1"), new byte[100]);
        Files.write(directory.resolve("small 2"), new byte[100]);
        try (var large = new RandomAccessFile(directory.resolve("large").toFile(), "rw")) {
            large.setLength((32 << 20) + 1);
        }
        Files.createSymbolicLink(directory.resolve("link"), Path.of("large"));
        String quick = "[-XX:TieredStopAtLevel=1]";
        String better = "[-XX:+TieredCompilation]";
        assertThat(launch(withJdk(), "ls", "s3://b").out()).contains(quick);
        assertThat(launch(withJdk(), "cp", "small 1", "s3://b/k").out()).contains(quick);
        assertThat(launch(withJdk(), "delta", "encode", "--ref=small 1", "small 2").out())
                .contains(quick);
        for (String file : List.of("large", "link")) {
            assertThat(launch(withJdk(), "cp", file, "s3://b/k").out()).contains(better);
            assertThat(launch(withJdk(), "delta", "encode", "--ref=" + file, "small 1").out())
                    .contains(better);
            assertThat(launch(withJdk(), "delta", "decode", "--ref", file, "small 1").out())
                    .contains(better);
        }
        assertThat(launch(withJdk(), "cp", "s3://b/k", "small 1").out()).contains(better);
        assertThat(launch(withJdk(), "cp", "s3://b/k", "new").out()).contains(better);
        assertThat(launch(withJdk(), "cp", "-", "s3://b/k").out()).contains(better);
        assertThat(launch(withJdk(), "verify", "s3://b", "small 1").out()).contains(better);

        Path folder = Files.createDirectories(directory.resolve("folder/sub"));
        Files.write(folder.resolve("a"), new byte[1 << 20]);
        for (String command : List.of("sync", "cp")) {
            assertThat(launch(withJdk(), command, "folder", "s3://b/k").out()).contains(quick);
            assertThat(launch(withJdk(), command, "s3://b/k", "folder").out()).contains(better);
        }
        Files.write(folder.resolve("one archive"), new byte[10 << 20]);
        assertThat(launch(withJdk(), "cp", "-r", "folder", "s3://b/k").out()).contains(quick);
        try (var another = new RandomAccessFile(folder.resolve("another").toFile(), "rw")) {
            another.setLength(22 << 20);
        }
        assertThat(launch(withJdk(), "sync", "folder", "s3://b/k").out()).contains(better);
        for (List<String> line :
                List.of(
                        List.of("cp", "--store", "folder", "small 1", "s3://b/k"),
                        List.of("cp", "small 1", "s3://b/k", "--store", "folder"))) {
            assertThat(launch(withJdk(), line.toArray(String[]::new)).out())
                    .as("the store is not read: %s", line)
                    .contains(quick);
        }
    }

    @Test
    void withoutAnyJdkItSaysWhatToInstall() throws Exception {
        // This machine has one that fits, so ask for one that nobody has.
        Path findJava = project.resolve("build/find-java.sh");
        String text = Files.readString(findJava);
        Files.writeString(findJava, text.replace("oldest_java=25", "oldest_java=999"));
        Result result = launch(Map.of("JAVA_HOME", jdk.toString()), "ls");
        assertThat(result.exitCode()).isEqualTo(255);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .contains("(JDK) of version 999 or newer is needed, and none was found")
                .contains("adoptium.net", "DELTAGLIDER_JAVA_HOME");
        assertThat(builds()).isZero();
    }

    @Test
    void javaHomeAndThePathAreLookedAt() throws Exception {
        Path old = jdk("old", "21", "exit 1");
        Path newer = jdk("newer", "26-ea", "echo newer");
        assertThat(launch(Map.of("JAVA_HOME", newer.toString()), "ls").out()).isEqualTo("newer\n");
        Files.createSymbolicLink(directory.resolve("bin/java"), newer.resolve("bin/java"));
        assertThat(launch(Map.of("JAVA_HOME", old.toString()), "ls").out()).isEqualTo("newer\n");
        assertThat(launch(Map.of(), "ls").out()).isEqualTo("newer\n");
    }
}
