package io.deltaglider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.cli.command.DeltaGliderCommand;
import io.deltaglider.cli.shell.Shell;

import org.junit.jupiter.api.Test;

import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The second half of {@code docs/cli.md} is what the commands say of themselves. */
class CommandReferenceTest {
    private static final Path PAGE = Path.of("..", "docs", "cli.md");
    private static final String BEGIN =
            "<!-- From here on generated from the commands: mvn -pl cli -am test"
                    + " -Dtest=CommandReferenceTest -Dsurefire.failIfNoSpecifiedTests=false"
                    + " -Ddocs.update=true -->\n";

    private static CommandLine commands() {
        PrintStream nowhere =
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        return DeltaGliderCommand.create(
                new Shell(
                        new ByteArrayInputStream(new byte[0]),
                        nowhere,
                        nowhere,
                        Map.of(),
                        Path.of("").toAbsolutePath(),
                        false));
    }

    @Test
    void thePageIsWhatTheCommandsSay() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN);
        assertThat(begin).as("the marker in docs/cli.md").isPositive();
        String expected =
                page.substring(0, begin + BEGIN.length()) + "\n" + CommandReference.of(commands());
        if (Boolean.getBoolean("docs.update")) {
            Files.writeString(PAGE, expected);
        }
        assertThat(Files.readString(PAGE))
                .as("docs/cli.md is not up to date; its marker says how to update it")
                .isEqualTo(expected);
    }

    @Test
    void everyCommandAndOptionSaysWhatItIsFor() {
        check(commands());
    }

    private static void check(CommandLine line) {
        String name = line.getCommandSpec().qualifiedName();
        assertThat(line.getCommandSpec().usageMessage().description()).as(name).isNotEmpty();
        for (OptionSpec option : line.getCommandSpec().options()) {
            assertThat(option.description()).as(name + " " + option.longestName()).isNotEmpty();
        }
        line.getSubcommands().values().forEach(CommandReferenceTest::check);
    }
}
