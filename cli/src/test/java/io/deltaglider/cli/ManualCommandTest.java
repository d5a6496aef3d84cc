package io.deltaglider.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

class ManualCommandTest {
    private static final Path GROFF = Path.of("/usr/bin/groff");

    @TempDir Path directory;

    private String page(String line) {
        return new CommandRunner(directory).line(line).out();
    }

    @Test
    void aPageSaysWhatTheHelpSays() {
        assertThat(page("man cp").lines())
                .anyMatch(line -> line.startsWith(".TH \"DELTAGLIDER\\-CP\" \"1\" "))
                .contains(
                        "deltaglider\\-cp \\- Copy files to S3, from S3 or within it",
                        "\\fBdeltaglider cp\\fR [\\fIOPTION\\fR...] \\fIPATH\\fR \\fIPATH\\fR...",
                        "\\fB\\-r\\fR, \\fB\\-\\-recursive\\fR",
                        ".SH \"EXAMPLES\"",
                        "  deltaglider cp app\\-1.2.zip s3://releases/");
        assertThat(page("man delta encode")).contains("deltaglider\\-delta\\-encode");
        assertThat(page("man")).contains("\\fBsync\\fR", "    0  done");
    }

    @Test
    void unknownCommandsAreRefused() {
        assertThat(new CommandRunner(directory).line("man cpp").exitCode()).isEqualTo(252);
        assertThat(new CommandRunner(directory).line("man cp --output x").exitCode())
                .isEqualTo(252);
        assertThat(directory.resolve("x")).doesNotExist();
    }

    @Test
    void everyCommandHasAPageThatGroffTakesWithoutAWord() throws Exception {
        CommandRunner runner = new CommandRunner(directory);
        assertThat(runner.line("man --output pages/man1").exitCode()).isZero();
        Path folder = directory.resolve("pages/man1");
        List<Path> pages;
        try (Stream<Path> files = Files.list(folder)) {
            pages = files.sorted().toList();
        }
        assertThat(pages)
                .contains(
                        folder.resolve("deltaglider.1"),
                        folder.resolve("deltaglider-sync.1"),
                        folder.resolve("deltaglider-delta-decode.1"),
                        folder.resolve("deltaglider-cache-info.1"));
        for (Path page : pages) {
            assertThat(Files.readString(page).lines())
                    .as("%s", page)
                    .allMatch(line -> !line.startsWith(".") || line.matches("\\.[A-Za-z]{2}( .*)?"))
                    .noneMatch(String::isEmpty);
        }
        assumeTrue(Files.isExecutable(GROFF), "groff is not installed");
        for (Path page : pages) {
            Process groff =
                    new ProcessBuilder(
                                    GROFF.toString(),
                                    "-man",
                                    "-ww",
                                    "-Kutf8",
                                    "-z",
                                    page.toString())
                            .redirectErrorStream(true)
                            .start();
            String said = new String(groff.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(groff.waitFor()).as(said).isZero();
            assertThat(said).as("%s", page).isEmpty();
        }
    }
}
