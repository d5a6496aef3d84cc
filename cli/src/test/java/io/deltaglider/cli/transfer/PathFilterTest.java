package io.deltaglider.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.cli.transfer.PathFilter.Rule;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.List;

class PathFilterTest {
    /** The results are those of Python's fnmatch. */
    @ParameterizedTest(name = "{0} on {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    *          | a/b.txt    | true
                    *.txt      | a/b.txt    | true
                    *.txt      | a/b.TXT    | false
                    a/*        | a/b/c      | true
                    a/*        | a          | false
                    ?          | ü          | true
                    ?          | 🎈         | true
                    a?c        | a/c        | true
                    [abc]x     | bx         | true
                    [a-c]x     | dx         | false
                    [!a-c]x    | dx         | true
                    [!a-c]x    | ax         | false
                    []a]x      | ]x         | true
                    [!]a]x     | bx         | true
                    [!]a]x     | ]x         | false
                    [a-]x      | -x         | true
                    [z-a]x     | mx         | false
                    [ab        | [ab        | true
                    a.b        | axb        | false
                    a\\Qb      | a\\Qb      | true
                    [^a]       | ^          | true
                    [&&a]      | &          | true
                    [[a]       | [          | true
                    """)
    void patternsAreThoseOfTheAwsCli(String pattern, String path, boolean matches) {
        assertThat(ShellPattern.compile(pattern).matcher(path).matches()).isEqualTo(matches);
    }

    @Test
    void theLastRuleThatMatchesWins() {
        PathFilter filter =
                new PathFilter(
                        List.of(
                                new Rule(false, "*"),
                                new Rule(true, "*.txt"),
                                new Rule(false, "secret*")));
        assertThat(filter.takes("a.txt")).isTrue();
        assertThat(filter.takes("a.bin")).isFalse();
        assertThat(filter.takes("secret.txt")).isFalse();
        assertThat(PathFilter.ALL.takes("anything")).isTrue();
    }

    @Test
    void absolutePatternsMeanLocalFiles() {
        PathFilter filter = new PathFilter(List.of(new Rule(false, "/data/tmp/*")));
        assertThat(filter.takes("tmp/x", Path.of("/data/tmp/x"))).isFalse();
        assertThat(filter.takes("tmp/x", Path.of("/other/tmp/x"))).isTrue();
        assertThat(filter.takes("/data/tmp/x")).as("a key").isTrue();
    }
}
