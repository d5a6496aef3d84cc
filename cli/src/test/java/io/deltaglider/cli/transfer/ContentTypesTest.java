package io.deltaglider.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;

class ContentTypesTest {
    @ParameterizedTest
    @CsvSource({
        "app.zip, application/zip",
        "APP.ZIP, application/zip",
        "app.tar.gz, application/x-tar",
        "app.tgz, application/x-tar",
        "app.jar, application/java-archive",
        "page.html, text/html",
        "notes.txt.xz, text/plain",
        "data.gz,",
        "noname,",
        ".txt,",
        "app.unheard-of,"
    })
    void guessedFromTheName(String name, String type) {
        assertThat(ContentTypes.of(Path.of("dir", name)).orElse(null)).isEqualTo(type);
    }
}
