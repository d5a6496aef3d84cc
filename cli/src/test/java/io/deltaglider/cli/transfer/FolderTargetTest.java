package io.deltaglider.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

class FolderTargetTest {
    private static final Path FOLDER = Path.of("/home/user/out");

    private final FolderTarget target = new FolderTarget(FOLDER);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..",
                "../x",
                "../../etc/passwd",
                "a/../../x",
                "a/b/../../../out2/x",
                "../out/x",
                "/../x",
                "./../x",
                "",
                ".",
                "/",
                "a/.."
            })
    void keysThatLeaveTheFolderHaveNoFile(String key) {
        assertThat(target.file(key)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "a, a",
        "a/b, a/b",
        "/etc/passwd, etc/passwd",
        "//x, x",
        "a//b, a/b",
        "a/./b, a/b",
        "a/../b, b",
        "C:/x, C:/x",
        "C:\\x, C:\\x",
        "..\\x, ..\\x",
        "..., ...",
        "..a, ..a",
        "~/x, ~/x"
    })
    void allOthersAreInside(String key, String file) {
        assertThat(target.file(key)).contains(FOLDER.resolve(file));
    }

    @Test
    void noFileHasANulInItsName() {
        assertThatThrownBy(() -> target.file("a\0b")).isInstanceOf(InvalidPathException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nul",
                "d/AUX",
                "con.txt",
                "Lpt1 .log",
                "com\u00b2",
                "dot.",
                "space ",
                "a\\..\\..\\x",
                "C:x",
                "a?b",
                "a\tb"
            })
    void whatWindowsReadsAsAnotherNameIsNoFileThere(String key) {
        FolderTarget windows = new FolderTarget(FOLDER, true);
        assertThatThrownBy(() -> windows.file(key)).isInstanceOf(InvalidPathException.class);
        assertThat(new FolderTarget(FOLDER, false).file(key)).isPresent();
        assertThat(windows.file("null/console/com/.hidden/a b")).isPresent();
    }
}
