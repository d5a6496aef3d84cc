package io.deltaglider.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

class ProgressLinesTest {
    private static final long MIB = 1 << 20;

    private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();
    private long sent;
    private final ProgressLines progress =
            new ProgressLines(
                    new PrintStream(terminal, true, StandardCharsets.UTF_8),
                    TerminalSize.fixed(200, 24),
                    () -> sent);

    @AfterEach
    void close() {
        progress.close();
    }

    private List<String> at(int columns, int lines) {
        return progress.lines(new TerminalSize.Size(columns, lines), 2);
    }

    private String sum(int columns) {
        return at(columns, 24).getLast();
    }

    @Test
    void theWordsAreTheAwsClis() {
        progress.expect(10 * MIB);
        progress.expect(2 * MIB);
        Work work = progress.begin("a.zip", 10 * MIB);
        work.passed(3 * MIB);
        assertThat(sum(200))
                .isEqualTo(
                        "Completed 2.9 MiB/~12.0 MiB (1.5 MiB/s) with ~2 file(s) remaining"
                                + " (calculating...)");
        progress.allExpected();
        work.close();
        assertThat(sum(200))
                .isEqualTo("Completed 10.0 MiB/12.0 MiB (5.0 MiB/s) with 1 file(s) remaining");
    }

    @Test
    void whatIsSavedIsShown() {
        progress.expect(10 * MIB);
        progress.allExpected();
        progress.begin("a.zip", 10 * MIB).close();
        progress.stored(10 * MIB);
        sent = MIB;
        assertThat(sum(200)).endsWith(" with 0 file(s) remaining, 9.0 MiB saved");
        sent = 11 * MIB;
        assertThat(sum(200)).endsWith("remaining");
    }

    @Test
    void removalsHaveNoBytes() {
        progress.expect(0);
        progress.expect(0);
        progress.allExpected();
        progress.begin("a", 0).close();
        assertThat(sum(200)).isEqualTo("Completed 1 file(s) with 1 file(s) remaining");
        assertThat(sum(40)).isEqualTo("1 done, 1 left");
    }

    /** What was read is a small part of the work of a file that becomes a delta. */
    @Test
    void workIsCountedAndNotBytesRead() {
        progress.expect(100 * MIB);
        progress.allExpected();
        Work work = progress.begin("app-1.2.zip", 100 * MIB);
        work.willBeEncoded();
        work.passed(100 * MIB);
        assertThat(at(80, 24).getFirst()).isEqualTo("app-1.2.zip: reading, 10 %");
        assertThat(sum(80)).startsWith("Completed 10.0 MiB/100.0 MiB ");
        work.encoded(0.5);
        assertThat(at(80, 24).getFirst()).isEqualTo("app-1.2.zip: encoding, 37 %");
        work.encoded(0.2);
        assertThat(at(80, 24).getFirst()).as("never back").endsWith(", 37 %");
        work.encoded(1);
        work.checked(1);
        assertThat(at(80, 24).getFirst()).isEqualTo("app-1.2.zip: checking, 80 %");
        work.sending(1000);
        work.sent(500);
        assertThat(at(80, 24).getFirst()).isEqualTo("app-1.2.zip: sending, 88 %");
        work.sent(500);
        work.sending(10);
        work.sent(10);
        assertThat(at(80, 24).getFirst()).as("an answer is awaited").endsWith("sending, 97 %");
        work.close();
        assertThat(at(80, 24)).hasSize(1);
        assertThat(sum(80)).startsWith("Completed 100.0 MiB/100.0 MiB ").contains(" 0 file(s)");
    }

    /** The first version of a file is a reference: there is nothing to encode, and all to send. */
    @Test
    void aPhaseThatIsLeftOutLeavesItsPartToThoseBehindIt() {
        Work work = progress.begin("first", 2 * MIB);
        work.willBeEncoded();
        work.passed(2 * MIB);
        work.sending(2 * MIB);
        work.sent(MIB);
        assertThat(at(80, 24).getFirst()).isEqualTo("first: sending, 53 %");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10, 20, 39, 40, 41, 60, 80, 132})
    void noLineIsAsWideAsTheTerminal(int columns) {
        progress.expect(123_456_789_012L);
        progress.begin("kotlin-compiler-embeddable-1.9.21-sources.jar", 123_456_789L);
        progress.begin("データベースのバックアップ二〇二六年十一月.tar.gz", 123_456_789L);
        progress.begin("e\u0301\u001b[31mred\nline", 123_456_789L).passed(1000);
        progress.stored(123_456_789_012L);
        for (String line : at(columns, 24)) {
            assertThat(TerminalText.width(line)).isLessThan(Math.max(2, columns));
            assertThat(line.codePoints()).noneMatch(Character::isISOControl);
        }
    }

    @Test
    void namesAreShortenedInTheMiddle() {
        progress.expect(2 * MIB);
        progress.begin("kotlin-compiler-embeddable-1.9.21.jar", 2 * MIB).passed(MIB);
        assertThat(at(40, 24).getFirst()).isEqualTo("kotlin-c...9.21.jar: transferring, 48 %");
        assertThat(sum(40)).isEqualTo("993.3 KiB/~2.0 MiB, ~1 left");
    }

    @Test
    void thereIsNoMoreThanTheTerminalHasLinesFor() {
        for (int i = 0; i < 10; i++) {
            progress.begin("file" + i, 2 * MIB);
        }
        progress.begin("small", 1000);
        assertThat(at(80, 24)).hasSize(5);
        assertThat(at(80, 4)).hasSize(3);
        assertThat(at(80, 1)).hasSize(1);
    }

    @Test
    void theLinesAreGoneAtTheEnd() {
        progress.expect(100);
        progress.around(() -> {});
        progress.close();
        String all = terminal.toString(StandardCharsets.UTF_8);
        assertThat(all.isEmpty() || all.endsWith("\r\033[K")).isTrue();
    }
}
