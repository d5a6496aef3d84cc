package io.deltaglider.cli.output;

import org.jline.utils.WCWidth;

/** Text that must fit into columns of a terminal: wide characters take two, combining ones none, and control characters are not let through. */
final class TerminalText {
    private static final String GAP = "...";

    private TerminalText() {}

    /** How many columns it takes. */
    static int width(String text) {
        return text.codePoints().map(TerminalText::width).sum();
    }

    private static int width(int codePoint) {
        return Math.max(0, WCWidth.wcwidth(codePoint));
    }

    /** Without what would move the cursor or change colours. */
    static String harmless(String text) {
        return text.codePoints()
                .map(c ->
                        Character.isISOControl(c) || Character.getType(c) == Character.FORMAT
                                ? '?'
                                : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** In no more than {@code columns}: the middle of what is longer is left out, as names differ at both ends. */
    static String shortened(String text, int columns) {
        if (width(text) <= columns) {
            return text;
        }
        if (columns <= GAP.length()) {
            return head(text, columns);
        }
        int left = columns - GAP.length();
        String head = head(text, left / 2);
        return head + GAP + tail(text, left - width(head));
    }

    private static String head(String text, int columns) {
        int end = 0;
        int used = 0;
        while (end < text.length()) {
            int c = text.codePointAt(end);
            used += width(c);
            if (used > columns) {
                break;
            }
            end += Character.charCount(c);
        }
        return text.substring(0, end);
    }

    private static String tail(String text, int columns) {
        int begin = text.length();
        int used = 0;
        while (begin > 0) {
            int c = text.codePointBefore(begin);
            used += width(c);
            if (used > columns) {
                break;
            }
            begin -= Character.charCount(c);
        }
        return text.substring(begin);
    }
}
