package io.deltaglider.cli.shell;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Text on a terminal, where names must not move the cursor, change colours or turn what is beside them around: control characters and those that change the
 * direction of text are shown as in C and Java, {@code \x1B} and {@code \u202E}. As with GNU {@code ls}, only a terminal gets them like this; files and pipes
 * get names as they are. Bytes pass unchanged.
 */
public final class TerminalStream extends PrintStream {
    private final PrintStream raw;

    TerminalStream(PrintStream raw) {
        super(raw, true, StandardCharsets.UTF_8);
        this.raw = raw;
    }

    /** For those who move the cursor themselves. */
    public static PrintStream raw(PrintStream stream) {
        return stream instanceof TerminalStream terminal ? terminal.raw : stream;
    }

    /** A name on its way to a stream: on a terminal it stays in its line. */
    public static String name(PrintStream to, String name) {
        return to instanceof TerminalStream
                ? escaped(name).replace("\n", "\\n").replace("\t", "\\t")
                : name;
    }

    @Override
    public void print(String text) {
        super.print(escaped(String.valueOf(text)));
    }

    /** Without what a terminal would obey; tabs and the ends of lines stay. */
    public static String escaped(String text) {
        if (text.codePoints().noneMatch(TerminalStream::isObeyed)) {
            return text;
        }
        StringBuilder shown = new StringBuilder();
        text.codePoints()
                .forEach(c -> {
                    if (isObeyed(c)) {
                        shown.append(
                                String.format(Locale.ROOT, c < 0x100 ? "\\x%02X" : "\\u%04X", c));
                    } else {
                        shown.appendCodePoint(c);
                    }
                });
        return shown.toString();
    }

    private static boolean isObeyed(int c) {
        if (c == '\n' || c == '\t') {
            return false;
        }
        return Character.isISOControl(c)
                || (c >= 0x202A && c <= 0x202E) // embeddings and overrides of direction
                || (c >= 0x2066 && c <= 0x2069) // isolates
                || c == 0x200E // marks of direction
                || c == 0x200F
                || c == 0x061C
                || c == 0x2028 // separators of lines and paragraphs
                || c == 0x2029;
    }
}
