package io.deltaglider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.cli.CommandRunner.Result;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A source that lies in its own destination: what is to be read is neither removed there nor written over. */
class OverlappingPrefixesTest {
    @TempDir Path directory;

    private CommandRunner runner;

    @BeforeEach
    void store() throws IOException {
        runner =
                new CommandRunner(directory)
                        .with("DELTAGLIDER_STORE", directory.resolve("store").toString());
        assertThat(runner.line("mb s3://bkt").exitCode()).isZero();
        for (String key : List.of("q/x/a", "q/x/y", "q/x/x/a", "q/x/x/y", "q/old")) {
            runner.file(key, "content of " + key);
        }
        assertThat(runner.line("cp -r q s3://bkt/q/").exitCode()).isZero();
    }

    private String content(String key) {
        return runner.line("cat s3://bkt/" + key).out();
    }

    @Test
    void syncRemovesNothingThatIsItsSource() {
        Result result = runner.line("sync s3://bkt/q/x s3://bkt/q --delete");
        assertThat(result.exitCode()).as(result.err()).isEqualTo(1);
        assertThat(content("q/a")).isEqualTo("content of q/x/a");
        assertThat(content("q/y")).isEqualTo("content of q/x/y");
        for (String key : List.of("q/x/a", "q/x/y", "q/x/x/a", "q/x/x/y")) {
            assertThat(content(key)).isEqualTo("content of " + key);
        }
        assertThat(runner.line("cat s3://bkt/q/old").exitCode()).isNotZero();
    }

    @Test
    void moveLeavesWhatWouldGoOverAnotherSource() {
        Result result = runner.line("mv -r s3://bkt/q/x s3://bkt/q");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("q/x/x/a").contains("lies in the source");
        assertThat(content("q/a")).isEqualTo("content of q/x/a");
        assertThat(content("q/y")).isEqualTo("content of q/x/y");
        assertThat(content("q/x/x/a")).isEqualTo("content of q/x/x/a");
        assertThat(content("q/x/x/y")).isEqualTo("content of q/x/x/y");
        assertThat(runner.line("cat s3://bkt/q/x/y").exitCode()).isNotZero();
    }

    @Test
    void copyWritesNothingOverItsSources() {
        assertThat(runner.line("cp -r s3://bkt/q/x s3://bkt/q").exitCode()).isEqualTo(1);
        assertThat(content("q/a")).isEqualTo("content of q/x/a");
        assertThat(content("q/y")).isEqualTo("content of q/x/y");
        assertThat(content("q/x/y")).isEqualTo("content of q/x/y");
    }
}
