package io.deltaglider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.cli.CommandRunner.Result;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/** Only the commands that the arguments name are made; nobody must see that. */
class CommandChoiceTest {
    @TempDir Path directory;

    private CommandRunner runner;

    @BeforeEach
    void prepare() {
        runner =
                new CommandRunner(directory)
                        .with("DELTAGLIDER_STORE", directory.resolve("store").toString());
    }

    @Test
    void anOptionsValueMayBeTheNameOfAnotherCommand() throws Exception {
        runner.file("ls", "hello\n");
        assertThat(runner.line("mb s3://bkt").exitCode()).isZero();
        assertThat(runner.line("--region ls cp ls s3://bkt/cat").exitCode()).isZero();
        assertThat(runner.line("cat s3://bkt/cat").out()).isEqualTo("hello\n");
    }

    @Test
    void theHelpOfTheProgramShowsAllCommands() {
        for (String line : new String[] {"--help", "--help ls"}) {
            Result result = runner.line(line);
            assertThat(result.exitCode()).isZero();
            assertThat(result.out()).contains("  cp ", "  sync ", "  purge ", "  delta ");
        }
        assertThat(runner.line("ls --help").out())
                .contains("--summarize")
                .doesNotContain("  sync ");
    }

    @Test
    void withoutArgumentsTheCommandsAreShownByGroup() {
        Result result = runner.line("");
        assertThat(result.exitCode()).isEqualTo(252);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .contains(
                        "Files, objects and buckets", "  cp  ", "Whether all is well:", "  doctor ")
                .doesNotContain("--endpoint-url");
        assertThat(result.err().lines()).allMatch(line -> line.length() <= 80);
    }

    @Test
    void helpShowsTheOptionsThatDoSomething() {
        assertThat(runner.line("cp --help").out())
                .contains("--effort", "--store", "--quiet")
                .doesNotContain("--json", "--output");
        assertThat(runner.line("ls --help").out())
                .contains("--endpoint-url")
                .doesNotContain("--effort", "--pack", "--json", "--output", "--quiet");
        assertThat(runner.line("stats --help").out()).contains("--json", "--output");
        assertThat(runner.line("delta decode --help").out())
                .contains("--output", "--debug")
                .doesNotContain("--store", "--json", "--effort");
        assertThat(runner.line("delta encode --help").out()).contains("--effort", "--json");
        assertThat(runner.line("completion --help").out()).doesNotContain("--store");
        // Taken all the same, as the AWS CLI takes them.
        assertThat(runner.line("ls --effort max --json --output json --quiet").exitCode()).isZero();
        assertThat(runner.line("delta decode --store x --json a -o b").err()).contains("'a'");
    }

    @Test
    void anUnknownCommandSuggestsTheNearestOfAll() {
        for (String line : new String[] {"snyc", "snyc ls", "snyc ls cp"}) {
            Result result = runner.line(line);
            assertThat(result.exitCode()).isEqualTo(252);
            assertThat(result.out()).isEmpty();
            assertThat(result.err()).contains("snyc is unknown; did you mean: sync");
        }
    }

    @Test
    void anUnknownOptionSuggestsTheNearest() {
        Result result = runner.line("cp a s3://bkt/ --storage-clas STANDARD");
        assertThat(result.exitCode()).isEqualTo(252);
        assertThat(result.err())
                .contains("--storage-clas is unknown; did you mean: --storage-class");
    }

    @Test
    void whatIsLikeNothingGetsNoSuggestion() {
        Result result = runner.line("cp a s3://bkt/ --quite --zzz=1");
        assertThat(result.exitCode()).isEqualTo(252);
        assertThat(result.err())
                .contains("--quite is unknown; did you mean: --quiet")
                .doesNotContain("--zzz is");
    }

    @Test
    void certificatesAreReadOnlyForServersThatShowTheirs() {
        runner = new CommandRunner(directory).with("AWS_ACCESS_KEY_ID", "id");
        runner.with("AWS_SECRET_ACCESS_KEY", "secret");
        runner.with("AWS_CA_BUNDLE", "missing.pem");
        Result withTls = runner.line("ls --endpoint-url https://127.0.0.1:1");
        assertThat(withTls.exitCode()).isEqualTo(253);
        assertThat(withTls.err()).contains("Cannot read the certificates in", "missing.pem");
        Result without = runner.line("ls --endpoint-url http://127.0.0.1:1");
        assertThat(without.err()).doesNotContain("certificates").contains("127.0.0.1:1");
    }
}
