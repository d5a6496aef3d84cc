package io.deltaglider.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

class ProgressLineTest {
    private static final Duration TWO_SECONDS = Duration.ofSeconds(2);

    private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();
    private long sent;
    private final ProgressLine line =
            new ProgressLine(new PrintStream(terminal, true, StandardCharsets.UTF_8), () -> sent);

    @Test
    void theWordsAreTheAwsClis() {
        line.expect(10 << 20);
        line.expect(2 << 20);
        line.passed(3 << 20);
        assertThat(line.text(TWO_SECONDS))
                .isEqualTo(
                        "Completed 3.0 MiB/~12.0 MiB (1.5 MiB/s) with ~2 file(s) remaining"
                                + " (calculating...)");
        line.allExpected();
        line.passed(7 << 20);
        line.finished();
        assertThat(line.text(TWO_SECONDS))
                .isEqualTo("Completed 10.0 MiB/12.0 MiB (5.0 MiB/s) with 1 file(s) remaining");
        line.close();
    }

    @Test
    void whatIsSavedIsShown() {
        line.expect(10 << 20);
        line.allExpected();
        line.passed(10 << 20);
        line.stored(10 << 20);
        sent = 1 << 20;
        line.finished();
        assertThat(line.text(TWO_SECONDS))
                .isEqualTo(
                        "Completed 10.0 MiB/10.0 MiB (5.0 MiB/s) with 0 file(s) remaining, 9.0 MiB"
                                + " saved");
        sent = 11 << 20;
        assertThat(line.text(TWO_SECONDS)).endsWith("remaining");
        line.close();
    }

    @Test
    void removalsHaveNoBytes() {
        line.expect(0);
        line.expect(0);
        line.allExpected();
        line.finished();
        assertThat(line.text(TWO_SECONDS))
                .isEqualTo("Completed 1 file(s) with 1 file(s) remaining");
        line.close();
    }

    @Test
    void theLineIsGoneAtTheEnd() {
        line.expect(100);
        line.around(() -> {});
        line.close();
        assertThat(terminal.toString(StandardCharsets.UTF_8)).endsWith("\r\033[K");
    }
}
