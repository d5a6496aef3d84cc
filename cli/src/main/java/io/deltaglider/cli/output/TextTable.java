package io.deltaglider.cli.output;

import java.util.ArrayList;
import java.util.List;

/** Rows in columns as wide as their widest cell; the first column to the left, the others, figures, to the right. */
public final class TextTable {
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    public TextTable(String... headings) {
        rows.add(List.of(headings));
    }

    public void row(String... cells) {
        if (cells.length != rows.getFirst().size()) {
            throw new IllegalArgumentException(
                    cells.length + " cells for " + rows.getFirst().size() + " columns");
        }
        rows.add(List.of(cells));
    }

    /** A line of dashes. */
    public void rule() {
        rows.add(List.of());
    }

    /** Ends with a line break. */
    public String text() {
        int[] widths = new int[rows.getFirst().size()];
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], width(row.get(i)));
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(i == 0 ? "" : GAP);
                if (row.isEmpty()) {
                    line.append("-".repeat(widths[i]));
                } else {
                    String padding = " ".repeat(widths[i] - width(row.get(i)));
                    line.append(i == 0 ? row.get(i) + padding : padding + row.get(i));
                }
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private static int width(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
