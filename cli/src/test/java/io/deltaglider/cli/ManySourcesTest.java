package io.deltaglider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.cli.CommandRunner.Result;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code cp} and {@code mv} with many sources, and what is done with arguments that no command has use for: never nothing without a word. */
class ManySourcesTest {
    @TempDir Path directory;

    private CommandRunner runner;

    @BeforeEach
    void makeBucket() throws IOException {
        runner =
                new CommandRunner(directory)
                        .with("DELTAGLIDER_STORE", directory.resolve("store").toString());
        assertThat(runner.line("mb s3://bkt").exitCode()).isZero();
        for (String file : List.of("a.zip", "b.zip", "d/one", "d/sub/two", "e/one", "x/a.zip")) {
            runner.file(file, "content of " + file);
        }
        assertThat(runner.line("cp -r d s3://bkt/old/d").exitCode()).isZero();
        assertThat(runner.line("cp a.zip s3://bkt/old/").exitCode()).isZero();
    }

    private Result ok(String line) {
        Result result = runner.line(line);
        assertThat(result.exitCode()).as(result.err()).isZero();
        return result;
    }

    private List<String> keys(String prefix) {
        return runner.line("ls -r s3://bkt/" + prefix)
                .out()
                .lines()
                .map(line -> line.substring(31))
                .toList();
    }

    @Test
    void filesKeepTheirNames() {
        assertThat(ok("cp a.zip b.zip d/one s3://bkt/v1/").out())
                .isEqualTo(
                        """
                        upload: ./a.zip to s3://bkt/v1/a.zip
                        upload: ./b.zip to s3://bkt/v1/b.zip
                        upload: d/one to s3://bkt/v1/one
                        """);
        assertThat(keys("v1/")).containsExactly("v1/a.zip", "v1/b.zip", "v1/one");
        ok("mv a.zip b.zip s3://bkt");
        assertThat(directory.resolve("a.zip")).doesNotExist();
        assertThat(directory.resolve("b.zip")).doesNotExist();
        assertThat(keys("")).contains("a.zip", "b.zip");
    }

    @Test
    void filesFoldersAndObjectsMayBeMixed() {
        ok("cp -r b.zip d e/ s3://bkt/old s3://bkt/old/a.zip s3://bkt/v2/");
        assertThat(keys("v2/"))
                .containsExactly(
                        "v2/a.zip",
                        "v2/b.zip",
                        "v2/d/one",
                        "v2/d/sub/two",
                        "v2/e/one",
                        "v2/old/a.zip",
                        "v2/old/d/one",
                        "v2/old/d/sub/two");
    }

    @Test
    void objectsComeIntoAFolder() {
        ok("cp -r s3://bkt/old/a.zip s3://bkt/old/d out/");
        assertThat(directory.resolve("out/a.zip")).hasContent("content of a.zip");
        assertThat(directory.resolve("out/d/sub/two")).hasContent("content of d/sub/two");
        ok("mv s3://bkt/old/a.zip s3://bkt/old/d/one out");
        assertThat(directory.resolve("out/one")).hasContent("content of d/one");
        assertThat(keys("")).containsExactly("old/d/sub/two");
    }

    @Test
    void theOthersAreDoneWhereOneIsMissing() {
        Result result = runner.line("cp s3://bkt/none s3://bkt/old/a.zip out/");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("Key \"none\" does not exist");
        assertThat(directory.resolve("out/a.zip")).exists();
        Result recursive = runner.line("cp -r s3://bkt/none s3://bkt/old/d out/");
        assertThat(recursive.exitCode()).isEqualTo(1);
        assertThat(recursive.err()).contains("There is nothing at s3://bkt/none");
        assertThat(directory.resolve("out/d/one")).exists();
        assertThat(runner.line("cp a.zip d s3://bkt/v3/").exitCode()).isEqualTo(1);
        assertThat(keys("v3/")).containsExactly("v3/a.zip");
    }

    /** Nothing is done then. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    cp a.zip s3://bkt/a b.zip s3://bkt/b         | 252 | 's3://bkt/b' is none
                    mv a.zip s3://bkt/a b.zip s3://bkt/b         | 252 | write 's3://bkt/b/'
                    sync d s3://bkt/a e s3://bkt/b               | 252 | Unmatched arguments
                    sync d e s3://bkt/b                          | 252 | Unmatched argument
                    cp a.zip b.zip s3://bkt/v1                   | 252 | write 's3://bkt/v1/'
                    cp -r d e s3://bkt/v1                        | 252 | write 's3://bkt/v1/'
                    cp s3://bkt/old/a.zip s3://bkt/old/b out     | 252 | write 'out/'
                    cp s3://bkt/old/a.zip s3://bkt/old/b a.zip   | 252 | 'a.zip' is none
                    cp s3://bkt/old/a.zip s3://bkt/old/b a.zip/  | 252 | 'a.zip/' is none
                    cp a.zip s3://bkt/old/a.zip d                | 252 | both local
                    cp a.zip b.zip d                             | 252 | must begin with s3://
                    cp a.zip x/a.zip s3://bkt/v1/                | 252 | both become 's3://bkt/v1/a.zip'
                    cp -r d s3://bkt/old/d s3://bkt/v1/          | 252 | both become 's3://bkt/v1/d'
                    cp - a.zip s3://bkt/v1/                      | 252 | of one source
                    cp s3://bkt s3://bkt/old/a.zip out/          | 252 | names no object
                    cp a.zip none s3://bkt/v1/                   | 255 | none does not exist
                    mv a.zip s3://bkt/old/a.zip s3://bkt/old/    | 252 | onto itself
                    mv b.zip s3://bkt/old/a.zip s3://bkt/old/    | 252 | onto itself
                    mv -r s3://bkt/old/d s3://bkt/old/x s3://bkt/old/ | 252 | onto itself
                    ls s3://bkt/v1 s3://bkt/old                  | 252 | Unmatched argument
                    rm s3://bkt/old/a.zip b.zip                  | 252 | 'b.zip' does not begin with s3://
                    mb s3://one s3://two                         | 252 | Unmatched argument
                    rb s3://bkt s3://two                         | 252 | Unmatched argument
                    presign s3://bkt/old/a.zip s3://bkt/b        | 252 | Unmatched argument
                    migrate s3://bkt s3://bkt s3://c             | 252 | Unmatched argument
                    stats bkt other                              | 252 | Unmatched argument
                    purge bkt other                              | 252 | Unmatched argument
                    doctor bkt other                             | 252 | Unmatched argument
                    verify s3://bkt/old/a.zip s3://bkt/b         | 252 | Unmatched argument
                    optimize s3://bkt s3://other                 | 252 | Unmatched argument
                    get-bucket-acl bkt other                     | 252 | Unmatched argument
                    put-bucket-acl bkt other --acl private       | 252 | Unmatched argument
                    delta encode a.zip b.zip -o out              | 252 | Unmatched argument
                    delta decode a.zip b.zip -o out              | 252 | Unmatched argument
                    delta inspect a.zip b.zip                    | 252 | Unmatched argument
                    cache info now                               | 252 | Unmatched argument
                    version now                                  | 252 | Unmatched argument
                    completion bash zsh                          | 252 | Unmatched argument
                    """)
    void whatIsNoValidFormIsRefusedBeforeAnythingIsDone(
            String command, int exitCode, String message) throws IOException {
        List<String> before = keys("");
        Result result = runner.line(command);
        assertThat(result.exitCode()).as(result.err()).isEqualTo(exitCode);
        assertThat(result.err()).contains(message);
        assertThat(result.out()).isEmpty();
        assertThat(keys("")).isEqualTo(before);
        assertThat(directory.resolve("a.zip")).exists();
        assertThat(directory.resolve("out")).doesNotExist();
        try (var files = Files.list(directory.resolve("d"))) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void rmTakesManyKeys() {
        assertThat(ok("rm s3://bkt/old/a.zip s3://bkt/old/d/one").out())
                .isEqualTo("delete: s3://bkt/old/a.zip\ndelete: s3://bkt/old/d/one\n");
        assertThat(keys("")).containsExactly("old/d/sub/two");
    }

    @Test
    void aPrefixIsNotCopiedIntoItself() {
        ok("cp -r s3://bkt/old s3://bkt/old/copy");
        assertThat(keys("old/copy/"))
                .containsExactly("old/copy/a.zip", "old/copy/d/one", "old/copy/d/sub/two");
        ok("sync s3://bkt/old s3://bkt/old/copy");
        ok("cp -r s3://bkt/old s3://bkt/old/copy");
        assertThat(keys("old/copy/")).hasSize(3);
        ok("mv -r s3://bkt/old s3://bkt/old/copy");
        assertThat(keys("old/")).hasSize(3).allMatch(key -> key.startsWith("old/copy/"));
    }
}
