package io.deltaglider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.cli.command.DeltaGliderCommand;
import io.deltaglider.cli.shell.Shell;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the README promises can be done. */
class ReadmeTest {
    private static final Path TOP = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern JAVA = Pattern.compile("(?s)```java\n(.*?)```");
    private static final Pattern XML = Pattern.compile("(?s)```xml\n(.*?)```");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#]+)[^)]*\\)");
    private static final Pattern COMMAND = Pattern.compile("deltaglider ([a-z][a-z-]+)");

    @TempDir Path directory;

    private static String readme() throws IOException {
        return Files.readString(TOP.resolve("README.md"));
    }

    private static String block(Pattern pattern) throws IOException {
        Matcher block = pattern.matcher(readme());
        assertThat(block.find()).isTrue();
        return block.group(1);
    }

    /** As a reader would: one file, the options that are named, and Java. */
    @Test
    void theProgramRuns() throws Exception {
        byte[] version = Samples.noise(1, 300_000);
        byte[] next = Samples.nextVersion(version, 1);
        Files.write(directory.resolve("app-1.0.zip"), version);
        Files.write(directory.resolve("app-1.1.zip"), next);
        Files.writeString(directory.resolve("Releases.java"), block(JAVA));
        Path output = directory.resolve("output");
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-XX:TieredStopAtLevel=1",
                                "-Duser.home=" + directory,
                                "-cp",
                                System.getProperty(
                                        "surefire.test.class.path",
                                        System.getProperty("java.class.path")),
                                "Releases.java")
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        String said = Files.readString(output);
        assertThat(process.exitValue()).as(said).isZero();
        assertThat(said).endsWith(" bytes stored\n");
        assertThat(directory.resolve("copy.zip")).hasBinaryContent(next);
        String number = said.strip().lines().toList().getLast().replace(" bytes stored", "");
        assertThat(Integer.parseInt(number)).isLessThan(next.length / 10);
    }

    @Test
    void theCoordinatesAreThoseOfTheBuild() throws IOException {
        String pom = Files.readString(TOP.resolve("pom.xml"));
        for (MatchResult version :
                Pattern.compile("<version>([^<]+)</version>")
                        .matcher(block(XML))
                        .results()
                        .toList()) {
            assertThat(pom).contains(">" + version.group(1) + "</");
        }
        assertThat(block(XML))
                .contains("deltaglider-engine", "deltaglider-store", "apache5-client");
    }

    @Test
    void everyPageThatIsLinkedIsThere() throws IOException {
        List<String> links =
                LINK.matcher(readme())
                        .results()
                        .map(link -> link.group(1))
                        .filter(link -> !link.contains("://"))
                        .toList();
        assertThat(links).hasSizeGreaterThan(10);
        assertThat(links).allSatisfy(link -> assertThat(TOP.resolve(link)).exists());
    }

    @Test
    void everyCommandThatIsNamedIsOne() throws IOException {
        PrintStream nowhere =
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        Shell shell =
                new Shell(
                        new ByteArrayInputStream(new byte[0]),
                        nowhere,
                        nowhere,
                        Map.of(),
                        directory,
                        false);
        Set<String> commands = DeltaGliderCommand.create(shell).getSubcommands().keySet();
        Set<String> named =
                COMMAND.matcher(readme())
                        .results()
                        .map(command -> command.group(1))
                        .collect(Collectors.toSet());
        assertThat(commands).containsAll(named);
    }

    /** Shells leave a pattern to the program where nothing matches; a workflow is text that nobody runs before a release. */
    @Test
    void theWorkflowIsComplete() throws IOException {
        assertThat(Files.readString(TOP.resolve("examples/ci-release.yml")))
                .contains(
                        "runs-on:",
                        "actions/checkout@",
                        "java-version: \"25\"",
                        "restore-keys: deltaglider-",
                        "key: deltaglider-${{ github.run_id }}",
                        "cp dist/*.zip \"s3://releases/$TAG/\"");
    }
}
