package io.deltaglider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.cli.CommandRunner.Result;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** {@code rm --older-than --keep-last}. What is old enough is tested with {@code Retention}; here everything is of today. */
class RetentionCommandTest {
    @TempDir Path directory;

    private CommandRunner runner;

    @BeforeEach
    void store() throws IOException {
        runner =
                new CommandRunner(directory)
                        .with("DELTAGLIDER_STORE", directory.resolve("store").toString());
        assertThat(runner.line("mb s3://bkt").exitCode()).isZero();
        runner.file("x", "backup");
        for (String key : List.of("db-1.gz", "db-2.gz", "db-3.gz", "log-1.gz", "log-2.gz")) {
            assertThat(runner.line("cp x s3://bkt/n/" + key).exitCode()).isZero();
        }
    }

    private List<String> keys() {
        return runner.line("ls -r s3://bkt").out().lines().map(line -> line.substring(31)).toList();
    }

    private String removed(String options) {
        Result result = runner.line("rm -r s3://bkt/n " + options);
        assertThat(result.exitCode()).as(result.err()).isZero();
        return result.out();
    }

    @Test
    void theNewestOfEachSeriesStay() {
        assertThat(removed("--older-than 1d --keep-last 1")).isEmpty();
        assertThat(removed("--older-than 0d --keep-last 7")).isEmpty();
        assertThat(removed("--older-than 0h --keep-last 2 --dryrun"))
                .isEqualTo("(dryrun) delete: s3://bkt/n/db-1.gz\n");
        assertThat(keys()).hasSize(5);
        assertThat(removed("--keep-last 2")).isEqualTo("delete: s3://bkt/n/db-1.gz\n");
        assertThat(removed("--keep-last 1 --exclude log*"))
                .isEqualTo("delete: s3://bkt/n/db-2.gz\n");
        assertThat(keys()).containsExactly("n/db-3.gz", "n/log-1.gz", "n/log-2.gz");
    }

    @Test
    void aNamedDeltaspaceIsOneSeries() {
        removed("--keep-last 2 --deltaspace all");
        assertThat(keys()).hasSize(2);
    }

    @Test
    void ageAloneIsEnough() {
        assertThat(removed("--older-than 1w")).isEmpty();
        assertThat(removed("--older-than 0d").lines()).hasSize(5);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    rm s3://bkt/n/db-1.gz --older-than 0d   | need -r
                    rm s3://bkt/n/ --keep-last 1            | need -r
                    rm -r s3://bkt/n --keep-last 0          | 1 or more
                    rm -r s3://bkt/n --keep-last -1         | 1 or more
                    rm -r s3://bkt/n --keep-last some       | --keep-last
                    rm -r s3://bkt/n --older-than 90        | is no age
                    rm -r s3://bkt/n --older-than 3m        | is no age
                    rm -r s3://bkt/n --older-than -1d       | is no age
                    rm -r s3://bkt/n --older-than 1.5d      | is no age
                    rm -r s3://bkt/n --older-than           | --older-than
                    rm -r s3://bkt/n --older-than 9999999d  | is no age
                    """)
    void whatMakesNoSenseIsRefused(String command, String message) {
        Result result = runner.line(command);
        assertThat(result.exitCode()).as(result.err()).isEqualTo(252);
        assertThat(result.err()).contains(message);
        assertThat(keys()).hasSize(5);
    }
}
