package io.deltaglider.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

class CompletionCommandTest {
    @TempDir Path directory;

    @Test
    void bashCompletesCommandsAndOptions() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "there is no bash");
        CommandRunner runner = new CommandRunner(directory);
        Path script = runner.file("completion.bash", runner.line("completion bash").bytes());
        assertThat(complete(script, "deltaglider sy")).contains("sync");
        assertThat(complete(script, "deltaglider sync --exact")).contains("--exact-timestamps");
        assertThat(complete(script, "deltaglider delta en")).contains("encode");
    }

    /** Has bash do what it does when Tab is pressed at the end of a line. */
    private String complete(Path script, String line) throws Exception {
        String program =
                """
                . "$1"
                COMP_LINE=$2
                read -r -a COMP_WORDS <<< "$2"
                COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
                COMP_POINT=${#COMP_LINE}
                _complete_deltaglider
                printf '%s\\n' "${COMPREPLY[@]}"
                """;
        Process bash =
                new ProcessBuilder("/bin/bash", "-c", program, "bash", script.toString(), line)
                        .redirectErrorStream(true)
                        .start();
        String answer = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).as(answer).isZero();
        return answer;
    }

    @Test
    void fishGetsALineForEach() {
        String script = new CommandRunner(directory).line("completion fish").out();
        assertThat(script)
                .contains(
                        "complete -c deltaglider -n '__fish_use_subcommand' -a 'sync' -d '",
                        "complete -c deltaglider -n '__fish_seen_subcommand_from sync' -l"
                                + " 'exact-timestamps' -d '",
                        "complete -c deltaglider -n '__fish_seen_subcommand_from delta' -a"
                                + " 'encode'")
                .doesNotContain("$$");
    }

    @Test
    void otherShellsAreRefused() {
        assertThat(new CommandRunner(directory).line("completion tcsh").exitCode()).isEqualTo(252);
        assertThat(new CommandRunner(directory).line("completion zsh").exitCode()).isZero();
        assertThat(new CommandRunner(directory).line("version").out())
                .isEqualTo(new CommandRunner(directory).line("--version").out());
    }
}
