package io.deltaglider.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;

class TerminalStreamTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream plain = new PrintStream(bytes, true, UTF_8);
    private final PrintStream terminal = new TerminalStream(plain);

    @Test
    void aTerminalIsNotTold() {
        terminal.println("a\u001b[31mb\u0007 \u009b2J \u202etxt.exe \u2066 \r \u007f é 漢 🎈\ttab");
        terminal.printf("%s %d%n", "\u0000", 7);
        assertThat(bytes.toString(UTF_8))
                .isEqualTo(
                        """
                        a\\x1B[31mb\\x07 \\x9B2J \\u202Etxt.exe \\u2066 \\x0D \\x7F é 漢 🎈\ttab
                        \\x00 7
                        """);
    }

    @Test
    void aNameStaysInItsLineOnATerminalAndIsExactElsewhere() {
        String name = "a\nb\tc\u001b";
        assertThat(TerminalStream.name(terminal, name)).isEqualTo("a\\nb\\tc\\x1B");
        assertThat(TerminalStream.name(plain, name)).isEqualTo(name);
    }

    @Test
    void bytesPass() throws IOException {
        byte[] content = {27, 0, (byte) 0xc2, (byte) 0x9b, '\n'};
        terminal.write(content);
        TerminalStream.raw(terminal).print("\u001b[2K");
        terminal.flush();
        assertThat(bytes.toByteArray()).startsWith(content);
        assertThat(bytes.toString(UTF_8)).endsWith("\u001b[2K");
        assertThat(terminal.checkError()).isFalse();
    }
}
